import { appendEvents } from '../../events/event-log.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import type { Transaction } from '../../storage/storage.ts';
import { describe } from '../records/complete-row.ts';
import type { KindName, TransferRecord } from '../records/kinds.ts';
import { kindOf } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';
import { ConversationBatch } from './conversation-batch.ts';
import { groupRecords, type RecordGroup } from './group-records.ts';
import { type Outcome, OutcomeCounter } from './outcome.ts';
import { importEventContext, type ServiceContext } from './service-context.ts';
import { writeConversations } from './write-conversations.ts';
import { writeMessages } from './write-messages.ts';
import { writeParticipants } from './write-participants.ts';
import { writePlain } from './write-plain.ts';
import { writeUsers } from './write-users.ts';

/** Where records are imported. */
export interface Target {
  readonly accountSid: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Writes records, with the events that log consumers need of them. What the database has already is not written again.
 * The source of the events keeps webhooks and channels silent.
 *
 * @throws TransferError if another row has a value that must be unique.
 */
export async function writeBatch(
  transaction: Transaction,
  { accountSid, now }: Target,
  records: readonly TransferRecord[],
): Promise<Outcome> {
  const outcome = new OutcomeCounter();
  const contexts = new Map<string, ServiceContext>();
  const openService = async (serviceSid: string): Promise<ServiceContext> => {
    const known = contexts.get(serviceSid);
    if (known !== undefined) return known;
    const service = await transaction.one(
      serviceExists,
      serviceKey({ accountSid, chatServiceSid: serviceSid }),
    );
    if (service === undefined)
      throw new TransferError(`The target has no service ${serviceSid}, or is deleting it`);
    const conversations = await ConversationBatch.lock(
      transaction,
      service.id,
      conversationSidsIn(records, serviceSid),
    );
    const shared = { transaction, accountSid, serviceSid, now, conversations, outcome };
    const context = { ...shared, serviceId: service.id, userEvents: [] };
    contexts.set(serviceSid, context);
    return context;
  };
  for (const group of groupRecords(records)) {
    const { owner } = kindOf(group.kind);
    if (owner !== 'service_id') await writePlain(transaction, accountSid, group, outcome);
    else if (group.serviceSid !== undefined) await writeGroup(await openService(group.serviceSid), group);
  }
  for (const context of contexts.values()) {
    const eventContext = importEventContext(context);
    appendEvents(transaction, eventContext, context.userEvents);
    await context.conversations.finish(transaction, eventContext);
  }
  return outcome;
}

const writers: Partial<
  Record<KindName, (context: ServiceContext, records: readonly TransferRecord[]) => void | Promise<void>>
> = {
  users: writeUsers,
  conversations: writeConversations,
  participants: writeParticipants,
  messages: writeMessages,
};

async function writeGroup(context: ServiceContext, group: RecordGroup): Promise<void> {
  const { transaction, serviceId, outcome } = context;
  const write = writers[group.kind];
  if (write !== undefined) await write(context, group.records);
  else {
    const records = group.records.filter((record) => hasConversation(context, record));
    await writePlain(transaction, serviceId, { ...group, records }, outcome);
  }
}

/** Whether the conversation that a record belongs to exists, if it belongs to one. */
function hasConversation(
  { conversations, outcome }: ServiceContext,
  { kind, values }: TransferRecord,
): boolean {
  const { conversation_sid } = values;
  if (typeof conversation_sid !== 'string' || conversations.find(conversation_sid) !== undefined) return true;
  outcome.report(`${describe(kindOf(kind), values)}: its conversation has not been imported`);
  return false;
}

/** The conversations that records are of or belong to. */
const conversationSidsIn = (records: readonly TransferRecord[], serviceSid: string): ReadonlySet<string> =>
  new Set(
    records.flatMap(({ kind, serviceSid: own, values: { sid, conversation_sid } }) => {
      const conversation = kind === 'conversations' ? sid : conversation_sid;
      return own === serviceSid && typeof conversation === 'string' ? [conversation] : [];
    }),
  );
