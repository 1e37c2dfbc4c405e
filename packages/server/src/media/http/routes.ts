import { ApiError, invalidParameter } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { RunIdempotent } from '../../rest/idempotency/run-idempotent.ts';
import { serviceExists } from '../../rest/service-scope.ts';
import { ForeignKeyViolation } from '../../storage/storage.ts';
import { deleteMediaWithContent } from '../attach-media.ts';
import type { ContentStore } from '../content/content-store.ts';
import { createMedia } from '../create-media.ts';
import { parseCategory, parseContentType, parseFilename } from '../rules.ts';
import { findLinkedMedia, findMedia, lockMedia, type MediaRow } from '../store.ts';
import { authenticateCaller, type Caller, type CallerOptions } from './authenticate-caller.ts';
import { type HashedContent, hashContent } from './hash-content.ts';
import { toMediaRecord } from './media-record.ts';
import { receiveUpload } from './receive-upload.ts';
import { sendContent } from './send-content.ts';
import type { TemporaryLinks } from './temporary-links.ts';

export interface MediaOptions extends CallerOptions {
  readonly deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;
  readonly store: ContentStore;
  readonly links: TemporaryLinks;
  readonly runIdempotent: RunIdempotent;
  readonly baseUrl: (request: FastifyRequest) => string;
  /** The error for a path that names nothing. */
  readonly notFoundError: (request: FastifyRequest) => ApiError;
  /** Bytes of the largest upload. */
  readonly maxBytes: number;
  /** Types that may be uploaded; none stands for all. */
  readonly types: readonly string[];
}

type Parameters = Readonly<Record<'service' | 'sid', string | undefined>>;
type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Entries of a list of media that is asked for at once. */
const maxMediaSetSize = 1000;

/** Media: upload, records, content, and removal, for back ends and for SDK users. */
export function mountMedia(server: FastifyInstance, options: MediaOptions): void {
  const { deps, store, links, notFoundError } = options;

  /** The caller, and the service that the path names, which is the caller's. */
  const authorize = async (request: FastifyRequest) => {
    const serviceSid = canonicalSid('IS', (request.params as Parameters).service ?? '');
    const caller = await authenticateCaller(request, serviceSid, options);
    if (serviceSid === undefined) throw notFoundError(request);
    const key = { account_sid: caller.accountSid, chat_service_sid: serviceSid };
    const service = await deps.storage.read((reader) => reader.one(serviceExists, key));
    if (service === undefined) throw notFoundError(request);
    const record = (row: MediaRow) => toMediaRecord(row, serviceSid, options.baseUrl(request), links);
    return { caller, serviceSid, id: service.id, record };
  };

  const findBySid = async (service_id: number, given: unknown): Promise<MediaRow | undefined> => {
    const sid = typeof given === 'string' ? canonicalSid('ME', given) : undefined;
    if (sid === undefined) return undefined;
    return deps.storage.read((reader) => reader.one(findMedia, { service_id, sid }));
  };

  const create = async (request: FastifyRequest, reply: FastifyReply) => {
    const { caller, serviceSid, id, record } = await authorize(request);
    const runIdempotent = options.runIdempotent(request, reply);
    const row = await receiveUpload(request.raw, options.maxBytes, ({ contentType, filename, content }) => {
      const media = parseFields(request, id, caller, contentType, filename);
      // What has no key need not be known again.
      const hashed: HashedContent = 'idempotency-key' in request.headers ? hashContent(content) : { content };
      return createMedia(
        deps,
        media,
        (sid) => store.put(sid, hashed.content),
        (run) =>
          runIdempotent({ ...caller, request: ['CreateMedia', serviceSid, media, hashed.digest?.()], run }),
      );
    }).catch((error: unknown) => {
      throw error instanceof ForeignKeyViolation ? notFoundError(request) : error;
    });
    return reply.code(201).send(record(row));
  };

  const parseFields = (
    { query }: FastifyRequest,
    service_id: number,
    { identity }: Caller,
    contentType: string | undefined,
    filename: string | undefined,
  ) => ({
    service_id,
    content_type: parseContentType(contentType, options.types),
    filename: parseFilename(lastValue(query as Query, 'Filename') ?? filename),
    category: parseCategory(lastValue(query as Query, 'Category')),
    author: identity,
  });

  const fetch = async (request: FastifyRequest) => {
    const { id, record } = await authorize(request);
    const row = await findBySid(id, (request.params as Parameters).sid);
    if (row === undefined) throw notFoundError(request);
    return record(row);
  };

  const fetchSet = async (request: FastifyRequest) => {
    const { id, record } = await authorize(request);
    return Promise.all(
      parseMediaSids(request.body).map(async (sid) => {
        const row = await findBySid(id, sid);
        return row === undefined
          ? { code: 404, media_record: { sid } }
          : { code: 200, media_record: record(row) };
      }),
    );
  };

  const fetchContent = async (request: FastifyRequest, reply: FastifyReply) => {
    const { id } = await authorize(request);
    const row = await findBySid(id, (request.params as Parameters).sid);
    if (row === undefined) throw notFoundError(request);
    return sendContent(request, reply, row, store, 'private, no-cache', () => notFoundError(request));
  };

  /** A link names the account by nothing, so nothing is told before its signature is seen to be right. */
  const fetchLinkedContent = async (request: FastifyRequest, reply: FastifyReply) => {
    const { service = '', sid = '' } = request.params as Parameters;
    const query = request.query as Query;
    const [expires, signature] = [lastValue(query, 'expires') ?? '', lastValue(query, 'signature') ?? ''];
    const secondsLeft = links.verify({ serviceSid: service, sid }, expires, signature);
    if (secondsLeft === undefined) throw new ApiError(20403);
    const row = await deps.storage.read((reader) =>
      reader.one(findLinkedMedia, { service_sid: service, sid }),
    );
    if (row === undefined) throw notFoundError(request);
    const cacheControl = `private, max-age=${Math.floor(secondsLeft)}, immutable`;
    return sendContent(request, reply, row, store, cacheControl, () => notFoundError(request));
  };

  /** Users may take back what they have uploaded themselves. */
  const deleteMedia = async (request: FastifyRequest, reply: FastifyReply) => {
    const { id, caller } = await authorize(request);
    const sid = canonicalSid('ME', (request.params as Parameters).sid ?? '');
    if (sid === undefined) throw notFoundError(request);
    const now = instant(deps.clock.now());
    await deps.storage.write(async (transaction) => {
      const found = await transaction.lock(lockMedia, { service_id: id, sid });
      if (found === undefined) throw notFoundError(request);
      if (caller.identity !== null && found.author !== caller.identity) throw new ApiError(20403);
      if (found.message_sid !== null) throw new ApiError(50508);
      await deleteMediaWithContent(transaction, id, sid, now);
    });
    return reply.code(204).send();
  };

  const media = '/v1/Services/:service/Media';
  const routeConfig = (operation: string) => ({ config: { public: true, operation } });
  const getAndHead = { method: ['GET', 'HEAD'] };
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Handlers read the body themselves, as it comes.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post(
      media,
      {
        config: { ...routeConfig('CreateMedia').config, slowUpload: true },
        // A type that is none does not even reach the handler.
        errorHandler: (error) => {
          throw error.statusCode === 415 ? new ApiError(50511) : error;
        },
      },
      create,
    );
    scope.get(`${media}/:sid`, routeConfig('FetchMedia'), fetch);
    scope.delete(`${media}/:sid`, routeConfig('DeleteMedia'), deleteMedia);
    scope.route({
      ...getAndHead,
      url: `${media}/:sid/Content`,
      ...routeConfig('FetchMediaContent'),
      handler: fetchContent,
    });
    scope.route({
      ...getAndHead,
      url: '/media/:service/:sid',
      ...routeConfig('FetchMediaContent'),
      handler: fetchLinkedContent,
    });
  });
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post(`${media}Set`, routeConfig('FetchMediaSet'), fetchSet);
  });
}

const lastValue = (query: Query, name: string): string | undefined => {
  const value = query[name];
  return typeof value === 'object' ? value.at(-1) : value;
};

/** The SIDs that a request for several records names. */
function parseMediaSids(body: unknown): readonly unknown[] {
  const { command, list } = parseJsonObject(body);
  if (command !== 'get') throw invalidParameter('command');
  if (!Array.isArray(list) || list.length > maxMediaSetSize) throw invalidParameter('list');
  return list.map((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'media_sid' in entry ? entry.media_sid : null,
  );
}

function parseJsonObject(body: unknown): { readonly command?: unknown; readonly list?: unknown } {
  try {
    const value: unknown = JSON.parse(String(body));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The same as no object.
  }
  throw new ApiError(20001, 'The request body is no JSON object');
}
