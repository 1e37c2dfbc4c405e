import { ApiError, invalidParameter } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { instant } from '../platform/instant.ts';
import type { Tools } from '../resources/handler.ts';
import { canonicalSid } from '../resources/identifiers.ts';
import { removeWithContent } from '../resources/media/attach.ts';
import { categoryOf, contentTypeOf, filenameOf } from '../resources/media/rules.ts';
import { findLinkedMedia, findMedia, lockMedia, type MediaRow } from '../resources/media/store.ts';
import { upload } from '../resources/media/upload.ts';
import type { Once } from '../resources/once.ts';
import { serviceExists } from '../resources/service/store.ts';
import { MissingParent } from '../storage/storage.ts';
import { receive } from './body.ts';
import { type Caller, type CallerOptions, callerOf } from './caller.ts';
import type { ContentStore } from './content-store.ts';
import { deliver } from './deliver.ts';
import { type Digested, digested } from './digested.ts';
import type { Links } from './links.ts';
import { recordOf } from './record.ts';

export interface MediaOptions extends CallerOptions {
  readonly tools: Pick<Tools, 'storage' | 'clock' | 'sids'>;
  readonly store: ContentStore;
  readonly links: Links;
  readonly once: Once;
  readonly baseUrl: (request: FastifyRequest) => string;
  /** The error for a path that names nothing. */
  readonly missing: (request: FastifyRequest) => ApiError;
  /** Bytes of the largest upload. */
  readonly largest: number;
  /** Types that may be uploaded; none stands for all. */
  readonly types: readonly string[];
}

type Parameters = Readonly<Record<'service' | 'sid', string | undefined>>;
type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Entries of a list of media that is asked for at once. */
const longestList = 1000;

/** Media: upload, records, content, and removal, for back ends and for SDK users. */
export function mountMedia(server: FastifyInstance, options: MediaOptions): void {
  const { tools, store, links, missing } = options;

  /** The caller, and the service that the path names, which is the caller's. */
  const enter = async (request: FastifyRequest) => {
    const serviceSid = canonicalSid('IS', (request.params as Parameters).service ?? '');
    const caller = await callerOf(request, serviceSid, options);
    if (serviceSid === undefined) throw missing(request);
    const key = { account_sid: caller.accountSid, chat_service_sid: serviceSid };
    const service = await tools.storage.read((reader) => reader.one(serviceExists, key));
    if (service === undefined) throw missing(request);
    const record = (row: MediaRow) => recordOf(row, serviceSid, options.baseUrl(request), links);
    return { caller, serviceSid, id: service.id, record };
  };

  const find = async (service_id: number, given: unknown): Promise<MediaRow | undefined> => {
    const sid = typeof given === 'string' ? canonicalSid('ME', given) : undefined;
    if (sid === undefined) return undefined;
    return tools.storage.read((reader) => reader.one(findMedia, { service_id, sid }));
  };

  const create = async (request: FastifyRequest, reply: FastifyReply) => {
    const { caller, serviceSid, id, record } = await enter(request);
    const once = options.once(request, reply);
    const row = await receive(request.raw, options.largest, ({ contentType, filename, content }) => {
      const media = announced(request, id, caller, contentType, filename);
      // What has no key need not be known again.
      const sent: Digested = 'idempotency-key' in request.headers ? digested(content) : { content };
      return upload(
        tools,
        media,
        (sid) => store.put(sid, sent.content),
        (perform) => once({ ...caller, asked: ['CreateMedia', serviceSid, media, sent.digest?.()], perform }),
      );
    }).catch((error: unknown) => {
      throw error instanceof MissingParent ? missing(request) : error;
    });
    return reply.code(201).send(record(row));
  };

  const announced = (
    { query }: FastifyRequest,
    service_id: number,
    { identity }: Caller,
    contentType: string | undefined,
    filename: string | undefined,
  ) => ({
    service_id,
    content_type: contentTypeOf(contentType, options.types),
    filename: filenameOf(last(query as Query, 'Filename') ?? filename),
    category: categoryOf(last(query as Query, 'Category')),
    author: identity,
  });

  const fetch = async (request: FastifyRequest) => {
    const { id, record } = await enter(request);
    const row = await find(id, (request.params as Parameters).sid);
    if (row === undefined) throw missing(request);
    return record(row);
  };

  const fetchSet = async (request: FastifyRequest) => {
    const { id, record } = await enter(request);
    return Promise.all(
      listOf(request.body).map(async (sid) => {
        const row = await find(id, sid);
        return row === undefined
          ? { code: 404, media_record: { sid } }
          : { code: 200, media_record: record(row) };
      }),
    );
  };

  const fetchContent = async (request: FastifyRequest, reply: FastifyReply) => {
    const { id } = await enter(request);
    const row = await find(id, (request.params as Parameters).sid);
    if (row === undefined) throw missing(request);
    return deliver(request, reply, row, store, 'private, no-cache', () => missing(request));
  };

  /** A link names the account by nothing, so nothing is told before its signature is seen to be right. */
  const followLink = async (request: FastifyRequest, reply: FastifyReply) => {
    const { service = '', sid = '' } = request.params as Parameters;
    const query = request.query as Query;
    const [expires, signature] = [last(query, 'expires') ?? '', last(query, 'signature') ?? ''];
    const left = links.check({ serviceSid: service, sid }, expires, signature);
    if (left === undefined) throw new ApiError(20403);
    const row = await tools.storage.read((reader) =>
      reader.one(findLinkedMedia, { service_sid: service, sid }),
    );
    if (row === undefined) throw missing(request);
    const cacheControl = `private, max-age=${Math.floor(left)}, immutable`;
    return deliver(request, reply, row, store, cacheControl, () => missing(request));
  };

  /** Users may take back what they have uploaded themselves. */
  const remove = async (request: FastifyRequest, reply: FastifyReply) => {
    const { id, caller } = await enter(request);
    const sid = canonicalSid('ME', (request.params as Parameters).sid ?? '');
    if (sid === undefined) throw missing(request);
    const now = instant(tools.clock.now());
    await tools.storage.write(async (transaction) => {
      const found = await transaction.lock(lockMedia, { service_id: id, sid }, () => sid);
      if (found === undefined) throw missing(request);
      if (caller.identity !== null && found.author !== caller.identity) throw new ApiError(20403);
      if (found.message_sid !== null) throw new ApiError(50508);
      await removeWithContent(transaction, id, sid, now);
    });
    return reply.code(204).send();
  };

  const media = '/v1/Services/:service/Media';
  const of = (operation: string) => ({ config: { open: true, operation } });
  const both = { method: ['GET', 'HEAD'] };
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Handlers read the body themselves, as it comes.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post(
      media,
      {
        config: { ...of('CreateMedia').config, unhurried: true },
        // A type that is none does not even reach the handler.
        errorHandler: (error) => {
          throw error.statusCode === 415 ? new ApiError(50511) : error;
        },
      },
      create,
    );
    scope.get(`${media}/:sid`, of('FetchMedia'), fetch);
    scope.delete(`${media}/:sid`, of('DeleteMedia'), remove);
    scope.route({ ...both, url: `${media}/:sid/Content`, ...of('FetchMediaContent'), handler: fetchContent });
    scope.route({ ...both, url: '/media/:service/:sid', ...of('FetchMediaContent'), handler: followLink });
  });
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post(`${media}Set`, of('FetchMediaSet'), fetchSet);
  });
}

const last = (query: Query, name: string): string | undefined => {
  const value = query[name];
  return typeof value === 'object' ? value.at(-1) : value;
};

/** The SIDs that a request for several records names. */
function listOf(body: unknown): readonly unknown[] {
  const { command, list } = parsed(body);
  if (command !== 'get') throw invalidParameter('command');
  if (!Array.isArray(list) || list.length > longestList) throw invalidParameter('list');
  return list.map((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'media_sid' in entry ? entry.media_sid : null,
  );
}

function parsed(body: unknown): { readonly command?: unknown; readonly list?: unknown } {
  try {
    const value: unknown = JSON.parse(String(body));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The same as no object.
  }
  throw new ApiError(20001, 'The request body is no JSON object');
}
