import { scopedWebhook } from '@colloquy/contract';
import type { Sids } from '../../platform/sids.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { created, type NewWebhook } from './rules.ts';
import { addScopedWebhook, type ScopedWebhookRow } from './store.ts';

/**
 * Attaches a webhook to a conversation that is held, or that is made in the same transaction. Whether it has
 * all that it needs, and whether there are too many, is for the caller to see to: one that lacks something is
 * never told of anything.
 */
export async function attachWebhook(
  transaction: Transaction,
  sids: Sids,
  conversation: Pick<ConversationRow, 'service_id' | 'sid'>,
  settings: NewWebhook,
  now: number,
): Promise<ScopedWebhookRow> {
  const row = created(
    settings,
    {
      serviceId: conversation.service_id,
      conversationSid: conversation.sid,
      sid: sids.next(scopedWebhook.sidPrefix),
    },
    now,
  );
  await transaction.insert(addScopedWebhook, row);
  return row;
}
