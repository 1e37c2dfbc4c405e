import { receipt } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type HandlerDeps, type HandlersOf, type RequestContext, replyContext } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import type { Reader } from '../../storage/storage.ts';
import { resolveParentSid } from '../conversation/find-conversation.ts';
import { getMessageSid } from '../message/store.ts';
import { findReceipt, pageOfReceipts } from './store.ts';

/** The operations on delivery receipts: channels make and change them, nobody else. */
export const receiptHandlers = ({ storage }: HandlerDeps): HandlersOf<typeof receipt> => ({
  async fetch(request) {
    const sid = canonicalSid(receipt.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    return storage.read(async (reader) => {
      const scope = await within(reader, request);
      return scope && (await reader.one(findReceipt, { ...scope, sid }))?.body;
    });
  },

  list: (request) =>
    storage.read(async (reader) => {
      const scope = await within(reader, request);
      if (scope === undefined) return undefined;
      return renderList(reader, request, receipt, pageOfReceipts, scope, {
        exists: async () =>
          (await reader.one(getMessageSid, { ...scope, sid: scope.message_sid })) !== undefined,
      });
    }),
});

async function within(reader: Reader, request: RequestContext) {
  const conversation_sid = await resolveParentSid(reader, request);
  const message_sid = canonicalSid('IM', request.parents['MessageSid'] ?? '');
  if (conversation_sid === undefined || message_sid === undefined) return undefined;
  const parents = { ConversationSid: conversation_sid, MessageSid: message_sid };
  return { ...replyContext(request, receipt, parents), conversation_sid, message_sid };
}
