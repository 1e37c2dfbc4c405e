import {
  ApiError,
  createMedia as createMediaEndpoint,
  deleteMedia,
  fetchLinkedMediaContent,
  fetchMedia,
  fetchMediaContent,
  fetchMediaSet,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endpointRoute } from '../../http/endpoint-route.ts';
import { parameterSources } from '../../http/parameter-sources.ts';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { decoder } from '../../rest/decode.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { RunIdempotent } from '../../rest/idempotency/run-idempotent.ts';
import { serviceExists } from '../../rest/service-scope.ts';
import { ForeignKeyViolation } from '../../storage/storage.ts';
import { deleteMediaWithContent } from '../attach-media.ts';
import type { ContentStore } from '../content/content-store.ts';
import { createMedia } from '../create-media.ts';
import { parseContentType } from '../rules.ts';
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
  /** The error for a path that names nothing that exists. */
  readonly notFoundError: (request: FastifyRequest) => ApiError;
  /** Maximum size of an upload in bytes. */
  readonly maxBytes: number;
  /** Types that may be uploaded; an empty list allows all. */
  readonly types: readonly string[];
}

/** The parameters of a path. */
const pathOf = ({ params }: FastifyRequest) =>
  params as Readonly<Record<'ChatServiceSid' | 'Sid', string | undefined>>;

const decodeUpload = decoder(createMediaEndpoint);
const decodeLink = decoder(fetchLinkedMediaContent);

/** Mounts the paths of media, for back ends and for SDK users. */
export function mountMedia(server: FastifyInstance, options: MediaOptions): void {
  const { deps, store, links, notFoundError } = options;

  /** Finds the caller and the service of the path, which must belong to the caller. */
  const authorize = async (request: FastifyRequest) => {
    const serviceSid = canonicalSid('IS', pathOf(request).ChatServiceSid ?? '');
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
      // Without an idempotency key, a retry need not be recognized, so nothing is hashed.
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
    return reply.code(createMediaEndpoint.status).send(record(row));
  };

  const parseFields = (
    request: FastifyRequest,
    service_id: number,
    { identity }: Caller,
    contentType: string | undefined,
    formFilename: string | undefined,
  ) => {
    const content_type = parseContentType(contentType, options.types);
    const { category = 'media', filename } = decodeUpload(parameterSources(request));
    return {
      service_id,
      content_type,
      filename: filename === undefined ? parseFilename(formFilename) : filename,
      category,
      author: identity,
    };
  };

  const fetch = async (request: FastifyRequest) => {
    const { id, record } = await authorize(request);
    const row = await findBySid(id, pathOf(request).Sid);
    if (row === undefined) throw notFoundError(request);
    return record(row);
  };

  const fetchSet = async (request: FastifyRequest) => {
    const { id, record } = await authorize(request);
    return Promise.all(
      fetchMediaSet.body.decode(String(request.body)).map(async (sid) => {
        const row = await findBySid(id, sid);
        return row === undefined
          ? { code: 404, media_record: { sid } }
          : { code: 200, media_record: record(row) };
      }),
    );
  };

  const fetchContent = async (request: FastifyRequest, reply: FastifyReply) => {
    const { id } = await authorize(request);
    const row = await findBySid(id, pathOf(request).Sid);
    if (row === undefined) throw notFoundError(request);
    return sendContent(request, reply, row, store, 'private, no-cache', () => notFoundError(request));
  };

  /** A link contains no account, so its signature is verified before anything else. */
  const fetchLinkedContent = async (request: FastifyRequest, reply: FastifyReply) => {
    const { ChatServiceSid: service = '', Sid: sid = '' } = pathOf(request);
    const { expires = '', signature = '' } = decodeLink(parameterSources(request));
    const secondsLeft = links.verify({ serviceSid: service, sid }, expires, signature);
    if (secondsLeft === undefined) throw new ApiError(20403);
    const row = await deps.storage.read((reader) =>
      reader.one(findLinkedMedia, { service_sid: service, sid }),
    );
    if (row === undefined) throw notFoundError(request);
    const cacheControl = `private, max-age=${Math.floor(secondsLeft)}, immutable`;
    return sendContent(request, reply, row, store, cacheControl, () => notFoundError(request));
  };

  /** Users may delete media that they have uploaded themselves. */
  const remove = async (request: FastifyRequest, reply: FastifyReply) => {
    const { id, caller } = await authorize(request);
    const sid = canonicalSid('ME', pathOf(request).Sid ?? '');
    if (sid === undefined) throw notFoundError(request);
    const now = instant(deps.clock.now());
    await deps.storage.write(async (transaction) => {
      const found = await transaction.lock(lockMedia, { service_id: id, sid });
      if (found === undefined) throw notFoundError(request);
      if (caller.identity !== null && found.author !== caller.identity) throw new ApiError(20403);
      if (found.message_sid !== null) throw new ApiError(50508);
      await deleteMediaWithContent(transaction, id, sid, now);
    });
    return reply.code(deleteMedia.status).send();
  };

  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The handlers stream the body.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const upload = endpointRoute(createMediaEndpoint);
    scope.route({
      ...upload,
      config: { ...upload.config, slowUpload: true },
      // Fastify rejects a malformed content type before the handler runs.
      errorHandler: (error) => {
        throw error.statusCode === 415 ? new ApiError(50511) : error;
      },
      handler: create,
    });
    scope.route({ ...endpointRoute(fetchMedia), handler: fetch });
    scope.route({ ...endpointRoute(deleteMedia), handler: remove });
    const method = ['GET', 'HEAD'];
    scope.route({ ...endpointRoute(fetchMediaContent), method, handler: fetchContent });
    scope.route({ ...endpointRoute(fetchLinkedMediaContent), method, handler: fetchLinkedContent });
  });
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.route({ ...endpointRoute(fetchMediaSet), handler: fetchSet });
  });
}

/** The file name of a form. */
const parseFilename = (text: string | undefined): string | null =>
  text ? createMediaEndpoint.parameters.Filename.codec.decode(text, 'Filename') : null;
