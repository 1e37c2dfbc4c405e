import { receipt } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { cascadeFromConversation } from '../../rest/cascade-delete.ts';
import { query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import type { Reader } from '../../storage/storage.ts';
import { resolveParentSid } from '../conversation/find-conversation.ts';
import { findMessageSid } from '../message/store.ts';
import type { ResourceDefinition } from '../resource.ts';
import { pageOfReceipts, receiptTable, renderReceipt } from './store.ts';

/** Delivery receipts. Only channels create and update them. */
export const receiptResource: ResourceDefinition<typeof receipt> = {
  handlers: {
    fetch: query({
      async read(reader, request) {
        const sid = canonicalSid(receipt.sidPrefix, request.identifier);
        const context = await findMessageContext(reader, request);
        if (sid === undefined || context === undefined) return undefined;
        return (await reader.one(renderReceipt, { ...context, sid }))?.body;
      },
    }),

    list: query({
      async read(reader, request) {
        const context = await findMessageContext(reader, request);
        if (context === undefined) return undefined;
        const key = { ...context, sid: context.message_sid };
        return renderList(reader, request, receipt, pageOfReceipts, context, {
          exists: async () => (await reader.one(findMessageSid, key)) !== undefined,
        });
      },
    }),
  },
  cascadeDeletes: [cascadeFromConversation(receiptTable)],
};

async function findMessageContext(reader: Reader, request: RequestContext) {
  const conversation_sid = await resolveParentSid(reader, request);
  const message_sid = canonicalSid('IM', request.parents['MessageSid'] ?? '');
  if (conversation_sid === undefined || message_sid === undefined) return undefined;
  const parents = { ConversationSid: conversation_sid, MessageSid: message_sid };
  return { ...replyContext(request, receipt, parents), conversation_sid, message_sid };
}
