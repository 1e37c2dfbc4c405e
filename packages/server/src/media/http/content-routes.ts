import {
  ApiError,
  createMedia as createMediaEndpoint,
  fetchLinkedMediaContent,
  fetchMediaContent,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endpointRoute } from '../../http/endpoint-route.ts';
import type { EndpointDeps } from '../../http/mount-endpoint.ts';
import { callerOf, parameterSources, toIncoming } from '../../http/read-request.ts';
import { sendReply } from '../../http/send-reply.ts';
import { decoder } from '../../rest/decode.ts';
import { hashRequest, readKey, userKey } from '../../rest/idempotency/key.ts';
import { serviceSidIn } from '../../rest/incoming-request.ts';
import { notFound } from '../../rest/not-found.ts';
import { ForeignKeyViolation } from '../../storage/storage.ts';
import type { ContentStore } from '../content/content-store.ts';
import { createMedia } from '../create-media.ts';
import { findMediaAt, findServiceId } from '../find-media.ts';
import { parseContentType } from '../rules.ts';
import { findLinkedMedia } from '../store.ts';
import { authenticateCaller, type CallerOptions } from './authenticate-caller.ts';
import { type HashedContent, hashContent } from './hash-content.ts';
import { toMediaRecord } from './media-record.ts';
import { type IncomingUpload, receiveUpload } from './receive-upload.ts';
import { sendContent } from './send-content.ts';
import type { TemporaryLinks } from './temporary-links.ts';

export interface MediaOptions extends CallerOptions {
  readonly deps: EndpointDeps;
  readonly store: ContentStore;
  readonly links: TemporaryLinks;
  /** Maximum size of an upload in bytes. */
  readonly maxBytes: number;
  /** Types that may be uploaded; an empty list allows all. */
  readonly types: readonly string[];
}

const decodeUpload = decoder(createMediaEndpoint);
const decodeLink = decoder(fetchLinkedMediaContent);

/**
 * Mounts the endpoints that receive or send content. They have routes of their own, because a stream is neither
 * decoded before the handler runs nor rendered after it.
 */
export function mountContent(server: FastifyInstance, options: MediaOptions): void {
  const { deps, store, links } = options;

  const onRequest = async (request: FastifyRequest) => {
    request.principal = await authenticateCaller(request, options);
  };

  const identify = (request: FastifyRequest) => {
    const principal = callerOf(request);
    const incoming = toIncoming(request, principal, deps.baseUrl(request));
    return { ...incoming, accountSid: principal.accountSid, chatServiceSid: serviceSidIn(incoming) };
  };

  const create = async (request: FastifyRequest, reply: FastifyReply) => {
    const incoming = identify(request);
    const { accountSid, chatServiceSid, url, baseUrl, principal } = incoming;
    const service_id = await deps.storage.read((reader) => findServiceId(reader, incoming));
    if (service_id === undefined) throw notFound(url);
    const key = userKey(readKey(incoming), principal.identity, chatServiceSid);
    let replayed = false;
    const row = await receiveUpload(request.raw, options.maxBytes, (upload) => {
      const fields = { service_id, author: principal.identity ?? null, ...parseFields(request, upload) };
      // Without an idempotency key, a retry need not be recognized, so nothing is hashed.
      const hashed: HashedContent = key === undefined ? upload : hashContent(upload.content);
      return createMedia(
        deps,
        fields,
        (sid) => store.put(sid, hashed.content),
        async (add) => {
          const fingerprint = () =>
            hashRequest([createMediaEndpoint.name, chatServiceSid, fields, hashed.digest?.()]);
          const stored = await deps.idempotency.run({ accountSid, key, fingerprint, chatServiceSid }, add);
          replayed = stored.replayed;
          return stored.result;
        },
      );
    }).catch((error: unknown) => {
      throw error instanceof ForeignKeyViolation ? notFound(url) : error;
    });
    const body = JSON.stringify(toMediaRecord(row, chatServiceSid, baseUrl, links));
    sendReply(reply, { status: createMediaEndpoint.status, body, replayed });
    return reply;
  };

  const parseFields = (request: FastifyRequest, upload: IncomingUpload) => {
    const content_type = parseContentType(upload.contentType, options.types);
    const { category = 'media', filename } = decodeUpload(parameterSources(request));
    return {
      content_type,
      filename: filename === undefined ? parseFilename(upload.filename) : filename,
      category,
    };
  };

  const fetchContent = async (request: FastifyRequest, reply: FastifyReply) => {
    const incoming = identify(request);
    const row = await deps.storage.read((reader) => findMediaAt(reader, incoming));
    if (row === undefined) throw notFound(incoming.url);
    return sendContent(request, reply, row, store, 'private, no-cache');
  };

  /** A link contains no account, so its signature is verified before anything else. */
  const fetchLinkedContent = async (request: FastifyRequest, reply: FastifyReply) => {
    const { ChatServiceSid: service_sid = '', Sid: sid = '' } = request.params as Readonly<
      Record<string, string>
    >;
    const { expires = '', signature = '' } = decodeLink(parameterSources(request));
    const secondsLeft = links.verify({ serviceSid: service_sid, sid }, expires, signature);
    if (secondsLeft === undefined) throw new ApiError(20403);
    const row = await deps.storage.read((reader) => reader.one(findLinkedMedia, { service_sid, sid }));
    if (row === undefined) throw notFound(request.url);
    const cacheControl = `private, max-age=${Math.floor(secondsLeft)}, immutable`;
    return sendContent(request, reply, row, store, cacheControl);
  };

  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The handlers stream the body.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const upload = endpointRoute(createMediaEndpoint);
    scope.route({
      ...upload,
      config: { ...upload.config, slowUpload: true },
      onRequest,
      // Fastify rejects a malformed content type before the handler runs.
      errorHandler: (error) => {
        throw error.statusCode === 415 ? new ApiError(50511) : error;
      },
      handler: create,
    });
    const method = ['GET', 'HEAD'];
    scope.route({ ...endpointRoute(fetchMediaContent), method, onRequest, handler: fetchContent });
    scope.route({ ...endpointRoute(fetchLinkedMediaContent), method, handler: fetchLinkedContent });
  });
}

/** The file name of a form. */
const parseFilename = (text: string | undefined): string | null =>
  text ? createMediaEndpoint.parameters.Filename.codec.decode(text, 'Filename') : null;
