import { fetchConversationSummaries, invalidParameter, maxSummaries } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { query } from '../../rest/handler.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import { readSummary } from './read-summary.ts';

/** Mounts the summaries of conversations, so that a list needs one request and not one for each of its cells. */
export function mountConversationSummaries(server: FastifyInstance, deps: EndpointDeps): void {
  mountEndpoint(
    server,
    deps,
    fetchConversationSummaries,
    query({
      async read(reader, { accountSid, path, parameters }) {
        const sids = [...new Set(parameters.conversationSid)];
        if (sids.length > maxSummaries)
          throw invalidParameter('ConversationSid', `${sids.length} values`, `up to ${maxSummaries} values`);
        const chatServiceSid = canonicalSid('IS', path['ChatServiceSid'] ?? '');
        if (chatServiceSid === undefined) return undefined;
        const service = serviceKey({ accountSid, chatServiceSid });
        if ((await reader.one(serviceExists, service)) === undefined) return undefined;
        const found = await Promise.all(
          sids.map((conversation_sid) => readSummary(reader, { ...service, conversation_sid })),
        );
        return { summaries: found.filter((summary) => summary !== undefined) };
      },
    }),
  );
}
