import type { Resource } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import type { PageQuery } from '../../rest/paging/page-query.ts';
import type { PageRequest } from '../../rest/paging/read-page.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import type { Select } from '../../storage/statement.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import type { Columns } from '../../storage/table.ts';
import { lockParentConversation, resolveParentSid } from './find-conversation.ts';
import { type ChildColumns, type ChildKey, conversationExists } from './store.ts';

/** A resource whose objects a conversation contains, and a path names by their SIDs. */
type ChildResource = Resource & { readonly sidPrefix: string };

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

/** The JSON of the object that a path names by its SID, in a conversation; undefined when there is none. */
export async function renderChild(
  reader: Reader,
  request: RequestContext,
  resource: ChildResource,
  query: Select<ChildColumns & Pick<ChildKey, 'sid'>, { readonly body: ChildKey['sid'] }>,
): Promise<string | undefined> {
  const sid = canonicalSid(resource.sidPrefix, request.identifier);
  const context = sid && (await findChildContext(reader, request, resource));
  return context ? (await reader.one(query, { ...context, sid }))?.body : undefined;
}

/** Locks the conversation that a path names as a parent, and finds the object that the path names in it by its SID. */
export async function lockChild<C extends Columns>(
  reader: LockingReader,
  request: RequestContext,
  { sidPrefix }: ChildResource,
  query: Select<ChildKey, C>,
) {
  const sid = canonicalSid(sidPrefix, request.identifier);
  const conversation = sid === undefined ? undefined : await lockParentConversation(reader, request);
  if (sid === undefined || conversation === undefined) return undefined;
  const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
  const before = await reader.one(query, key);
  return before && { conversation, before };
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
