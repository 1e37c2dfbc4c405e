import { type ApiError, invalidParameter } from '@colloquy/contract';
import type { Keyset, SortOrder } from './keyset.ts';

/** Where a page begins: after a row, towards the next or the previous page of the list. */
export interface PageStart {
  readonly towards: 'next' | 'previous';
  readonly keyset: Keyset;
  /** Whether the row of the keyset itself belongs to the page. */
  readonly inclusive?: boolean;
}

export const encodePageToken = ({ towards, keyset: { value, sid = '' }, inclusive }: PageStart): string =>
  `${towards === 'next' ? 'PT' : 'PR'}${Buffer.from(`${value}${sid}${inclusive ? '=' : ''}`).toString('base64url')}`;

/** @throws ApiError 20001 for a text that {@link encodePageToken} does not make for a list in this order. */
export function parsePageToken(order: SortOrder, token: string): PageStart {
  const text = Buffer.from(token.slice(2), 'base64url').toString();
  const inclusive = text.endsWith('=');
  const keyset = order.parse(inclusive ? text.slice(0, -1) : text);
  if (keyset === undefined) throw invalidPageToken(token);
  const start: PageStart = { towards: token.startsWith('PT') ? 'next' : 'previous', keyset, inclusive };
  // Decoding ignores characters that are not base64, so only encoding again shows whether we made the token.
  if (encodePageToken(start) !== token) throw invalidPageToken(token);
  return start;
}

const invalidPageToken = (token: string): ApiError =>
  invalidParameter('PageToken', token, 'the token of a page URL of this list');
