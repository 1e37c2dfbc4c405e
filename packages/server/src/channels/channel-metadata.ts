import { ApiError, fetchChannelMetadata, fetchServiceChannelMetadata } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { findDefaultService } from '../accounts/store.ts';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { resolveConversationSid } from '../resources/conversation/find-conversation.ts';
import { findMessageSid } from '../resources/message/store.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import { query } from '../rest/handler.ts';
import type { EndpointRequest } from '../rest/request-context.ts';
import { serviceKey } from '../rest/service-scope.ts';
import type { Reader } from '../storage/storage.ts';

/** Mounts the paths that messages link to for their channel metadata, which no message has. */
export function mountChannelMetadata(server: FastifyInstance, deps: EndpointDeps): void {
  mountEndpoint(server, deps, fetchServiceChannelMetadata, query({ read: refuse }));
  mountEndpoint(
    server,
    deps,
    fetchChannelMetadata,
    query({
      async read(reader, request) {
        const service = await reader.one(findDefaultService, { sid: request.accountSid });
        return service && refuse(reader, { ...request, chatServiceSid: service.service_sid });
      },
    }),
  );
}

/**
 * Resolves with undefined when the path names no message.
 *
 * @throws ApiError 50530.
 */
async function refuse(reader: Reader, request: EndpointRequest): Promise<undefined> {
  const { ConversationSid = '', MessageSid = '' } = request.path;
  const sid = canonicalSid('IM', MessageSid);
  const conversation_sid = await resolveConversationSid(reader, request, ConversationSid);
  if (sid === undefined || conversation_sid === undefined) return undefined;
  const found = await reader.one(findMessageSid, { ...serviceKey(request), conversation_sid, sid });
  if (found !== undefined) throw new ApiError(50530);
}
