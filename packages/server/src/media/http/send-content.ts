import { ApiError } from '@colloquy/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ContentStore, Range } from '../content/content-store.ts';
import { isInlineType } from '../rules.ts';
import type { MediaRow } from '../store.ts';

/**
 * Answers with the content of media, whole or the range that is asked for. Whatever it is, a browser that opens it
 * runs nothing of it in the name of this server.
 *
 * @param cacheControl who may keep it, and for how long.
 * @throws ApiError 20001 with status 416 for a range that the content does not have; `missing` when it is gone.
 */
export async function sendContent(
  request: FastifyRequest,
  reply: FastifyReply,
  row: MediaRow,
  store: ContentStore,
  cacheControl: string,
  notFoundError: () => ApiError,
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
  if (content === undefined && !head) throw notFoundError();
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

/** The one range that a header asks for; undefined for none or a form that need not be understood. */
function parseRange(header: string | undefined, size: number): Range | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  // Without a beginning it is the last bytes that are wanted.
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < first) return undefined;
  return first > last ? 'none' : { first, last };
}

/** How RFC 6266 says whether to show or to save, and by which name: in ASCII, and for all who can, in full. */
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
