import { ApiError, scopedWebhook, type ValuesOf } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import type { RequestContext } from '../../rest/request-context.ts';
import type { LockingReader } from '../../storage/storage.ts';
import { childContext, listChildren, lockChild, renderChild } from '../conversation/children.ts';
import { lockParentConversation } from '../conversation/find-conversation.ts';
import { assertCanDeleteIn, assertWritable, nextEventNumber } from '../conversation/rules.ts';
import type { ResourceDefinition } from '../resource.ts';
import { attachWebhook } from './attach-webhook.ts';
import { assertComplete, update, type WebhookSettings } from './rules.ts';
import {
  countScopedWebhooks,
  findScopedWebhook,
  pageOfScopedWebhooks,
  presentScopedWebhook,
  removeScopedWebhook,
  renderScopedWebhook,
  type ScopedWebhookRow,
  scopedWebhookTable,
  setScopedWebhook,
} from './store.ts';

/** Webhooks of a conversation. No event reports changes to them. */
export const scopedWebhookResource: ResourceDefinition<typeof scopedWebhook> = {
  handlers: {
    create: command({
      load: lockParentConversation,
      async run(transaction, conversation, { parameters, now }, { sids, limits }) {
        assertWritable(conversation);
        const { target, configurationReplayAfter: from } = parameters;
        const messageCounter = conversation.message_counter;
        const nextEvent = nextEventNumber(conversation);
        const replayAfter = from === undefined ? undefined : { from, messageCounter, nextEvent };
        const settings = { target, replayAfter, ...settingsIn(parameters) };
        const row = await attachWebhook(transaction, conversation, settings, { sids, now });
        assertComplete(row);
        const { service_id, conversation_sid } = row;
        const found = await transaction.one(countScopedWebhooks, { service_id, conversation_sid });
        if ((found?.count ?? 0) > limits.maxWebhooksPerConversation) throw new ApiError(50361);
        return { result: row };
      },
      present,
      async afterCommit(row, _, { wakeScheduler }) {
        if (row.configuration_replay_after !== null) wakeScheduler();
      },
    }),

    fetch: query({
      read: (reader, request) => renderChild(reader, request, scopedWebhook, renderScopedWebhook),
    }),

    list: query({
      read: (reader, request) => listChildren(reader, request, scopedWebhook, pageOfScopedWebhooks),
    }),

    update: command({
      load: lockWebhook,
      async run(transaction, { conversation, before }, { parameters, now }) {
        assertWritable(conversation);
        const after = update(before, settingsIn(parameters), now);
        if (after === before) return { result: before };
        assertComplete(after);
        await transaction.update(setScopedWebhook, after);
        return { result: after };
      },
      present,
    }),

    delete: command({
      load: lockWebhook,
      async run(transaction, { conversation, before }) {
        assertCanDeleteIn(conversation);
        await transaction.remove(removeScopedWebhook, before);
        return { result: null };
      },
      present: noContent,
    }),
  },
  // The webhooks of a deleted conversation are still notified of that; they are deleted afterwards.
  cascadeDeletes: [cascadeFromService(scopedWebhookTable)],
};

function lockWebhook(reader: LockingReader, request: RequestContext) {
  return lockChild(reader, request, scopedWebhook, findScopedWebhook);
}

const settingsIn = (
  parameters: ValuesOf<(typeof scopedWebhook.operations.update)['parameters']>,
): WebhookSettings => ({
  url: parameters.configurationUrl,
  method: parameters.configurationMethod,
  filters: parameters.configurationFilters,
  triggers: parameters.configurationTriggers,
  flowSid: parameters.configurationFlowSid,
});

function present(row: ScopedWebhookRow, request: RequestContext): string {
  return presentScopedWebhook.fromRow(row, childContext(request, scopedWebhook, row.conversation_sid));
}
