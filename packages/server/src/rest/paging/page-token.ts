import { invalidParameter } from '@colloquy/contract';
import type { Keyset, SortOrder } from './keyset.ts';

/** Where a page begins: after a row, on or back in the order of the list. */
export interface Cursor {
  readonly direction: 'next' | 'previous';
  readonly place: Keyset;
  /** Whether the row at the place itself belongs to the page. */
  readonly inclusive?: boolean;
}

export const encodePageToken = ({ direction, place: { value, sid = '' }, inclusive }: Cursor): string =>
  `${direction === 'next' ? 'PT' : 'PR'}${Buffer.from(`${value}${sid}${inclusive ? '=' : ''}`).toString('base64url')}`;

/** @throws ApiError 20001 for a text that is no token of ours for a list in this order. */
export function parsePageToken(order: SortOrder, token: string): Cursor {
  const text = Buffer.from(token.slice(2), 'base64url').toString();
  const inclusive = text.endsWith('=');
  const place = order.parse(inclusive ? text.slice(0, -1) : text);
  if (place === undefined) throw invalidParameter('PageToken');
  const cursor: Cursor = { direction: token.startsWith('PT') ? 'next' : 'previous', place, inclusive };
  // Decoding passes over what is no base64, so the way back tells whether we made it.
  if (encodePageToken(cursor) !== token) throw invalidParameter('PageToken');
  return cursor;
}
