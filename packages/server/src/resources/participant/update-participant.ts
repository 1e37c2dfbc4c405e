import { ApiError } from '@colloquy/contract';
import type { EventContext } from '../../events/event-log.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { type Transaction, UniqueViolation } from '../../storage/storage.ts';
import { assertWritable, type Decision, withEvents } from '../conversation/rules.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { resolveRole } from '../role/resolve-role.ts';
import { getDefaults } from '../service/store.ts';
import { ensureUser } from '../user/ensure-user.ts';
import { releaseAddressPair, reserveAddressPair } from './address-pairs.ts';
import { assertBelowConversationLimit } from './join.ts';
import { type ParticipantChange, snapshot, updated } from './rules.ts';
import { type ParticipantRow, setParticipant } from './store.ts';

/**
 * Changes somebody in a conversation that is held. The conversation's own row is the caller's to write.
 *
 * @throws ApiError for a closed conversation and for what cannot be changed so.
 */
export async function change(
  { sids, limits }: Pick<HandlerDeps, 'sids' | 'limits'>,
  transaction: Transaction,
  eventContext: EventContext,
  conversation: ConversationRow,
  before: ParticipantRow,
  wanted: ParticipantChange,
  now: number,
): Promise<{ readonly participant: ParticipantRow; readonly decision: Decision }> {
  assertWritable(conversation);
  const { accountSid } = eventContext;
  const roleSid = await resolveRole(transaction, before.service_id, wanted.roleSid, 'conversation', 50109);
  // Asked first without a user: what cannot be changed is not to make one.
  const plain = updated(before, wanted, { roleSid, userSid: undefined }, now);
  if (plain === before) return { participant: before, decision: withEvents(conversation, []) };
  let userSid: string | undefined;
  if (plain.identity !== null && plain.identity !== before.identity) {
    const service = await transaction.one(getDefaults, { id: before.service_id });
    if (service === undefined) throw new Error('A conversation is there and its service is not.');
    const user = await ensureUser({ sids }, transaction, eventContext, service, plain.identity, now);
    if (!user.isNew) await assertBelowConversationLimit(transaction, limits, before.service_id, user.sid);
    userSid = user.sid;
  }
  const row = {
    ...plain,
    user_sid: userSid ?? plain.user_sid,
    updated_event: conversation.event_counter + 1,
  };
  await transaction.update(setParticipant, row).catch((error: unknown) => {
    throw error instanceof UniqueViolation ? new ApiError(50433) : error;
  });
  if (row.messaging_binding_proxy_address !== before.messaging_binding_proxy_address) {
    await releaseAddressPair(transaction, accountSid, before);
    await reserveAddressPair(transaction, accountSid, row);
  }
  return {
    participant: row,
    decision: withEvents(conversation, [{ name: 'onParticipantUpdated', properties: snapshot(row) }]),
  };
}
