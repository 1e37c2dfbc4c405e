import { invalidParameter, listActiveConversations, listedOrDefault } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import { query } from '../rest/handler.ts';
import { pageMeta } from '../rest/paging/page-meta.ts';
import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import { findByActivity } from './activity.ts';

/** Mounts the list of the conversations of a service by their last activity. */
export function mountActiveConversations(server: FastifyInstance, deps: EndpointDeps): void {
  mountEndpoint(
    server,
    deps,
    listActiveConversations,
    query({
      async read(reader, request) {
        const { accountSid, parameters, path } = request;
        const chatServiceSid = canonicalSid('IS', path['ChatServiceSid'] ?? '');
        if (chatServiceSid === undefined) return undefined;
        const service = serviceKey({ accountSid, chatServiceSid });
        if ((await reader.one(serviceExists, service)) === undefined) return undefined;
        const limit = listedOrDefault(parameters.pageSize);
        const before = parsePageToken(parameters.pageToken);
        const found = await reader.all(findByActivity, { ...service, ...before, limit: limit + 1 });
        const conversations = found.slice(0, limit);
        const last = found.length > limit ? conversations.at(-1) : undefined;
        const next = last && `${last.date_last_activity}${last.sid}`;
        return {
          meta: pageMeta(listActiveConversations, request, 'conversations', next),
          conversations,
        };
      },
    }),
  );
}

/** The key of the last conversation of the page before. */
const tokenForm = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(CH[0-9a-f]{32})$/;

function parsePageToken(token: string | undefined): { before_date: string; before_sid: string } {
  // Later than every date.
  if (token === undefined) return { before_date: 'Z', before_sid: '' };
  const [, before_date, before_sid] = tokenForm.exec(token) ?? [];
  if (before_date === undefined || before_sid === undefined)
    throw invalidParameter('PageToken', token, 'the token of a page URL of this list');
  return { before_date, before_sid };
}
