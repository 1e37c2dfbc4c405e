import { ApiError } from '@colloquy/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../rest/not-found.ts';
import type { ContentStore, Range } from '../content/content-store.ts';
import { isInlineType } from '../rules.ts';
import type { MediaRow } from '../store.ts';

/**
 * Sends the content of media, or the requested range of it. Headers prevent a browser from running code in it with the
 * origin of this server.
 *
 * @param cacheControl the Cache-Control header.
 * @throws ApiError 20001 with status 416 for a range that the content does not have; 20404 when it is gone.
 */
export async function sendContent(
  request: FastifyRequest,
  reply: FastifyReply,
  row: MediaRow,
  store: ContentStore,
  cacheControl: string,
): Promise<FastifyReply> {
  const tag = `"${row.sid}"`;
  reply.headers({ etag: tag, 'cache-control': cacheControl, 'accept-ranges': 'bytes' });
  if (includesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();

  const ifRange = request.headers['if-range'] ?? tag;
  const range = ifRange === tag ? parseRange(request.headers.range, row.size) : undefined;
  if (range === 'none') {
    reply.header('content-range', `bytes */${row.size}`);
    throw new ApiError(20001, 'The content does not have the range', 416);
  }
  const head = request.method === 'HEAD';
  const content = head ? undefined : await store.open(row.sid, range);
  if (content === undefined && !head) throw notFound(request.url);
  if (range !== undefined) {
    reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${row.size}`);
  }
  reply.headers({
    'content-type': row.content_type,
    'content-length': String(range === undefined ? row.size : range.last - range.first + 1),
    'content-disposition': contentDisposition(row),
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
  });
  return reply.send(content);
}

const includesTag = (tags: string | undefined, tag: string): boolean =>
  (tags?.split(',') ?? []).some((each) => ['*', tag, `W/${tag}`].includes(each.trim()));

/**
 * Parses a header with one range; undefined for other forms, which a server may ignore. `range-parser` accepts more
 * forms, which would change replies.
 */
function parseRange(header: string | undefined, size: number): Range | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  // A range without a start is a number of bytes from the end.
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < first) return undefined;
  return first > last ? 'none' : { first, last };
}

/**
 * Builds Content-Disposition by RFC 6266, with the file name in ASCII and in UTF-8. The package `content-disposition`
 * leaves out the second for some names, and throws on a lone surrogate.
 */
function contentDisposition({ content_type, filename }: MediaRow): string {
  const dispositionType = isInlineType(content_type) ? 'inline' : 'attachment';
  if (filename === null) return dispositionType;
  const ascii = filename.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const full = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${dispositionType}; filename="${ascii}"; filename*=UTF-8''${full}`;
}
