import { receipt } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import { parentSid } from '../conversation/named.ts';
import { type Call, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { getMessageSid } from '../message/store.ts';
import { listReply } from '../paging.ts';
import { findReceipt, pageOfReceipts } from './store.ts';

/** The operations on delivery receipts: channels make and change them, nobody else. */
export const receiptHandlers = ({ storage }: Tools): HandlersOf<typeof receipt> => ({
  async fetch(call) {
    const sid = canonicalSid(receipt.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    return storage.read(async (reader) => {
      const scope = await within(reader, call);
      return scope && (await reader.one(findReceipt, { ...scope, sid }))?.body;
    });
  },

  list: (call) =>
    storage.read(async (reader) => {
      const scope = await within(reader, call);
      if (scope === undefined) return undefined;
      return listReply(reader, call, receipt, pageOfReceipts, scope, {
        exists: async () =>
          (await reader.one(getMessageSid, { ...scope, sid: scope.message_sid })) !== undefined,
      });
    }),
});

async function within(reader: Reader, call: Call) {
  const conversation_sid = await parentSid(reader, call);
  const message_sid = canonicalSid('IM', call.parents['MessageSid'] ?? '');
  if (conversation_sid === undefined || message_sid === undefined) return undefined;
  const parents = { ConversationSid: conversation_sid, MessageSid: message_sid };
  return { ...scopeOf(call, receipt, parents), conversation_sid, message_sid };
}
