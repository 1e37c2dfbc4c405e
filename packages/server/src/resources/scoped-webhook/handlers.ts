import { ApiError, scopedWebhook, type ValuesOf } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type HandlerDeps, type HandlersOf, type RequestContext, replyContext } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import type { Transaction } from '../../storage/storage.ts';
import { lockParent, resolveParentSid } from '../conversation/find-conversation.ts';
import { assertWritable } from '../conversation/rules.ts';
import { type ConversationRow, conversationExists } from '../conversation/store.ts';
import { attachWebhook } from './attach-webhook.ts';
import { assertComplete, updated, type WebhookSettings } from './rules.ts';
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
}: HandlerDeps): HandlersOf<typeof scopedWebhook> => ({
  async create(request) {
    const now = clock.now();
    const { target, configurationReplayAfter: from } = request.parameters;
    const row = await storage.write(async (transaction) => {
      const conversation = await lockParent(transaction, request);
      if (conversation === undefined) return undefined;
      assertWritable(conversation);
      const { message_counter: messageCounter, event_counter: eventCounter } = conversation;
      const replayAfter = from === undefined ? undefined : { from, messageCounter, eventCounter };
      const settings = { target, replayAfter, ...settingsIn(request.parameters) };
      const made = await attachWebhook(transaction, sids, conversation, settings, now);
      assertComplete(made);
      const key = { service_id: made.service_id, conversation_sid: made.conversation_sid };
      const found = await transaction.one(countScopedWebhooks, key);
      if ((found?.count ?? 0) > limits.maxWebhooksPerConversation) throw new ApiError(50361);
      return made;
    });
    if (from !== undefined) wake();
    return row && presented(request, row);
  },

  async fetch(request) {
    const sid = canonicalSid(scopedWebhook.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    return storage.read(async (reader) => {
      const conversation = await resolveParentSid(reader, request);
      if (conversation === undefined) return undefined;
      return (await reader.one(findScopedWebhook, { ...within(request, conversation), sid }))?.body;
    });
  },

  list: (request) =>
    storage.read(async (reader) => {
      const conversation = await resolveParentSid(reader, request);
      if (conversation === undefined) return undefined;
      const scope = within(request, conversation);
      return renderList(reader, request, scopedWebhook, pageOfScopedWebhooks, scope, {
        exists: async () => (await reader.one(conversationExists, scope)) !== undefined,
      });
    }),

  async update(request) {
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const before = await named(transaction, request);
      if (before === undefined) return undefined;
      const after = updated(before, settingsIn(request.parameters), now);
      if (after === before) return before;
      assertComplete(after);
      await transaction.update(setScopedWebhook, after);
      return after;
    });
    return row && presented(request, row);
  },

  delete: (request) =>
    storage.write(async (transaction) => {
      const row = await named(transaction, request);
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
async function named(
  transaction: Transaction,
  request: RequestContext,
): Promise<ScopedWebhookRow | undefined> {
  const sid = canonicalSid(scopedWebhook.sidPrefix, request.identifier);
  if (sid === undefined) return undefined;
  const conversation = await lockParent(transaction, request);
  const row = conversation && (await webhookOf(transaction, conversation, sid));
  if (conversation === undefined || row === undefined) return undefined;
  assertWritable(conversation);
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

const within = (request: RequestContext, conversationSid: string) => ({
  ...replyContext(request, scopedWebhook, { ConversationSid: conversationSid }),
  conversation_sid: conversationSid,
});

const presented = (request: RequestContext, row: ScopedWebhookRow): string =>
  presentScopedWebhook.fromRow(row, within(request, row.conversation_sid));
