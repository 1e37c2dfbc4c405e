import { ApiError, scopedWebhook, type ValuesOf } from '@colloquy/contract';
import type { Transaction } from '../../storage/storage.ts';
import { holdParent, parentSid } from '../conversation/named.ts';
import { writable } from '../conversation/rules.ts';
import { type ConversationRow, conversationExists } from '../conversation/store.ts';
import { type Call, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply } from '../paging.ts';
import { attachWebhook } from './attach.ts';
import { checkComplete, updated, type WebhookSettings } from './rules.ts';
import {
  countScopedWebhooks,
  findScopedWebhook,
  getScopedWebhook,
  pageOfScopedWebhooks,
  presentScopedWebhook,
  removeScopedWebhook,
  type ScopedWebhookRow,
  setScopedWebhook,
} from './store.ts';

/** The operations on the webhooks of a conversation. No event tells of them. */
export const scopedWebhookHandlers = ({
  storage,
  clock,
  sids,
  limits,
  wake,
}: Tools): HandlersOf<typeof scopedWebhook> => ({
  async create(call) {
    const now = clock.now();
    const { target, configurationReplayAfter: from } = call.parameters;
    const row = await storage.write(async (transaction) => {
      const conversation = await holdParent(transaction, call);
      if (conversation === undefined) return undefined;
      writable(conversation);
      const { message_counter: messageCounter, event_counter: eventCounter } = conversation;
      const replayAfter = from === undefined ? undefined : { from, messageCounter, eventCounter };
      const settings = { target, replayAfter, ...settingsIn(call.parameters) };
      const made = await attachWebhook(transaction, sids, conversation, settings, now);
      checkComplete(made);
      const key = { service_id: made.service_id, conversation_sid: made.conversation_sid };
      const found = await transaction.one(countScopedWebhooks, key);
      if ((found?.count ?? 0) > limits.webhooksPerConversation) throw new ApiError(50361);
      return made;
    });
    if (from !== undefined) wake();
    return row && presented(call, row);
  },

  async fetch(call) {
    const sid = canonicalSid(scopedWebhook.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    return storage.read(async (reader) => {
      const conversation = await parentSid(reader, call);
      if (conversation === undefined) return undefined;
      return (await reader.one(findScopedWebhook, { ...within(call, conversation), sid }))?.body;
    });
  },

  list: (call) =>
    storage.read(async (reader) => {
      const conversation = await parentSid(reader, call);
      if (conversation === undefined) return undefined;
      const scope = within(call, conversation);
      return listReply(reader, call, scopedWebhook, pageOfScopedWebhooks, scope, {
        exists: async () => (await reader.one(conversationExists, scope)) !== undefined,
      });
    }),

  async update(call) {
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const before = await named(transaction, call);
      if (before === undefined) return undefined;
      const after = updated(before, settingsIn(call.parameters), now);
      if (after === before) return before;
      checkComplete(after);
      await transaction.update(setScopedWebhook, after);
      return after;
    });
    return row && presented(call, row);
  },

  delete: (call) =>
    storage.write(async (transaction) => {
      const row = await named(transaction, call);
      if (row === undefined) return undefined;
      await transaction.remove(removeScopedWebhook, row);
      return '';
    }),
});

/**
 * The webhook that a path names, in a conversation that is held from now on.
 *
 * @throws ApiError 50377, 50391 when the conversation is not to be written to.
 */
async function named(transaction: Transaction, call: Call): Promise<ScopedWebhookRow | undefined> {
  const sid = canonicalSid(scopedWebhook.sidPrefix, call.identifier);
  if (sid === undefined) return undefined;
  const conversation = await holdParent(transaction, call);
  const row = conversation && (await webhookOf(transaction, conversation, sid));
  if (conversation === undefined || row === undefined) return undefined;
  writable(conversation);
  return row;
}

const webhookOf = (
  transaction: Transaction,
  { service_id, sid: conversation_sid }: ConversationRow,
  sid: string,
) => transaction.one(getScopedWebhook, { service_id, conversation_sid, sid });

const settingsIn = (
  parameters: ValuesOf<(typeof scopedWebhook.operations.update)['parameters']>,
): WebhookSettings => ({
  url: parameters.configurationUrl,
  method: parameters.configurationMethod,
  filters: parameters.configurationFilters,
  triggers: parameters.configurationTriggers,
  flowSid: parameters.configurationFlowSid,
});

const within = (call: Call, conversationSid: string) => ({
  ...scopeOf(call, scopedWebhook, { ConversationSid: conversationSid }),
  conversation_sid: conversationSid,
});

const presented = (call: Call, row: ScopedWebhookRow): string =>
  presentScopedWebhook.fromRow(row, within(call, row.conversation_sid));
