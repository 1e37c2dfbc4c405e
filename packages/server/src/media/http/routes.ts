import { ApiError, deleteMedia, fetchMedia, fetchMediaSet } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { command, query } from '../../rest/handler.ts';
import type { EndpointRequest } from '../../rest/request-context.ts';
import { deleteMediaWithContent } from '../attach-media.ts';
import { findMediaAt, findMediaBySid, findServiceId } from '../find-media.ts';
import { lockMedia, type MediaRow } from '../store.ts';
import { authenticateCaller } from './authenticate-caller.ts';
import { type MediaOptions, mountContent } from './content-routes.ts';
import { toMediaRecord } from './media-record.ts';

/** Mounts the endpoints of media, for back ends and for SDK users. */
export function mountMedia(server: FastifyInstance, options: MediaOptions): void {
  const { deps, links } = options;
  const access = {
    authenticate: (request: FastifyRequest) => authenticateCaller(request, options),
    authorize: (request: EndpointRequest) =>
      deps.storage.read(async (reader) => (await findServiceId(reader, request)) !== undefined),
  };
  const record = (row: MediaRow, { chatServiceSid, baseUrl }: EndpointRequest) =>
    toMediaRecord(row, chatServiceSid, baseUrl, links);

  mountContent(server, options);

  mountEndpoint(
    server,
    deps,
    fetchMedia,
    query({
      async read(reader, request) {
        const row = await findMediaAt(reader, request);
        return row && record(row, request);
      },
    }),
    access,
  );

  mountEndpoint(
    server,
    deps,
    deleteMedia,
    command({
      async load(reader, request) {
        const service_id = await findServiceId(reader, request);
        const sid = canonicalSid('ME', request.path['Sid'] ?? '');
        if (service_id === undefined || sid === undefined) return undefined;
        return reader.lock(lockMedia, { service_id, sid });
      },
      async run(transaction, { service_id, sid, author, message_sid }, { identity, now }) {
        // Users may delete media that they have uploaded themselves.
        if (identity !== undefined && author !== identity) throw new ApiError(20403);
        if (message_sid !== null) throw new ApiError(50508);
        await deleteMediaWithContent(transaction, service_id, sid, instant(now));
        return { result: null };
      },
      present: () => undefined,
    }),
    access,
  );

  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    mountEndpoint(
      scope,
      deps,
      fetchMediaSet,
      query({
        async read(reader, request) {
          const serviceId = await findServiceId(reader, request);
          if (serviceId === undefined) return undefined;
          return Promise.all(
            request.body.map(async (sid) => {
              const row = sid === null ? undefined : await findMediaBySid(reader, serviceId, sid);
              return row === undefined
                ? { code: 404, media_record: { sid } }
                : { code: 200, media_record: record(row, request) };
            }),
          );
        },
      }),
      access,
    );
  });
}
