import { scopedWebhook } from '@colloquy/contract';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { create, type NewWebhook } from './rules.ts';
import { addScopedWebhook, type ScopedWebhookRow } from './store.ts';

/**
 * Attaches a webhook to a conversation that is locked, or that is created in the same transaction. The caller checks
 * whether the webhook is complete and within the limit: an incomplete one is never notified.
 */
export async function attachWebhook(
  transaction: Transaction,
  conversation: Pick<ConversationRow, 'service_id' | 'sid'>,
  settings: NewWebhook,
  { sids, now }: Pick<ChangeContext, 'sids' | 'now'>,
): Promise<ScopedWebhookRow> {
  const createContext = {
    serviceId: conversation.service_id,
    conversationSid: conversation.sid,
    sid: sids.next(scopedWebhook.sidPrefix),
  };
  const row = create(settings, createContext, now);
  await transaction.insert(addScopedWebhook, row);
  return row;
}
