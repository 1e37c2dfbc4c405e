import type { Resource } from '@colloquy/contract';
import { renderList } from '../../rest/paging/list-reply.ts';
import type { PageQuery } from '../../rest/paging/page-query.ts';
import type { PageRequest } from '../../rest/paging/read-page.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import type { Reader } from '../../storage/storage.ts';
import { resolveParentSid } from './find-conversation.ts';
import { type ChildColumns, conversationExists } from './store.ts';

/** What all replies with objects of a conversation have in common. */
export const childContext = (request: RequestContext, resource: Resource, conversationSid: string) => ({
  ...replyContext(request, resource, { ConversationSid: conversationSid }),
  conversation_sid: conversationSid,
});

/** {@link childContext} of the conversation that a path names as a parent; undefined when it names none. */
export async function findChildContext(reader: Reader, request: RequestContext, resource: Resource) {
  const conversationSid = await resolveParentSid(reader, request);
  return conversationSid === undefined ? undefined : childContext(request, resource, conversationSid);
}

/** The JSON of a list of the conversation that a path names as a parent; undefined when it names none. */
export async function listChildren(
  reader: Reader,
  request: RequestContext<Partial<PageRequest>>,
  resource: Resource,
  query: PageQuery<ChildColumns>,
): Promise<string | undefined> {
  const context = await findChildContext(reader, request, resource);
  if (context === undefined) return undefined;
  return renderList(reader, request, resource, query, context, {
    exists: async () => (await reader.one(conversationExists, context)) !== undefined,
  });
}
