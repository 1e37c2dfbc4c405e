import { invalidParameter, listActiveConversations, listedOrDefault } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import { query } from '../rest/handler.ts';
import { pageMeta } from '../rest/paging/page-meta.ts';
import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import { findActivityPage, findListedConversations } from './activity.ts';

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
        const service = await reader.one(serviceExists, serviceKey({ accountSid, chatServiceSid }));
        if (service === undefined) return undefined;
        const limit = listedOrDefault(parameters.pageSize);
        const key = { service_id: service.id };
        const before = parsePageToken(parameters.pageToken);
        const found = await reader.all(findActivityPage, { ...key, ...before, limit: limit + 1 });
        const page = found.slice(0, limit);
        const last = found.length > limit ? page.at(-1) : undefined;
        const next = last && `${last.date_activity}${last.conversation_sid}`;
        const sids = JSON.stringify(page.map(({ conversation_sid }) => conversation_sid));
        const rows = await reader.all(findListedConversations, { ...key, sids });
        const rowOf = new Map(rows.map((row) => [row.sid, row]));
        return {
          meta: pageMeta(listActiveConversations, request, 'conversations', next),
          // A conversation that has just been deleted can still have its activity.
          conversations: page.flatMap(({ conversation_sid, date_activity }) => {
            const row = rowOf.get(conversation_sid);
            return row === undefined ? [] : [{ ...row, date_last_activity: date_activity }];
          }),
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
