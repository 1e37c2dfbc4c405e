import { ApiError } from '@colloquy/contract';
import { nextEventNumber } from '../../resources/conversation/rules.ts';
import { releaseAddressPair, reserveAddressPair } from '../../resources/participant/address-pairs.ts';
import { isNonChat, snapshot } from '../../resources/participant/rules.ts';
import type { ParticipantRow } from '../../resources/participant/store.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { participantKind } from '../records/conversation-kinds.ts';
import type { TransferRecord } from '../records/kinds.ts';
import type { PlannedRow } from './plan-rows.ts';
import { planWrites } from './plan-writes.ts';
import type { ServiceContext } from './service-context.ts';
import { writeRows } from './write-rows.ts';

const findUsers = select(
  'transfer.users by identity',
  { service_id: integer(), identities: text() },
  { identity: text(), sid: text() },
  ({ jsonArrayElements }) => `SELECT identity, sid FROM chat_user
    WHERE service_id = :service_id AND identity IN (${jsonArrayElements(':identities')})`,
);

type PlannedParticipant = PlannedRow<typeof participantKind.table.columns>;

/** Writes participants with their users, their address pairs, and the counters of their conversations. */
export async function writeParticipants(
  context: ServiceContext,
  records: readonly TransferRecord[],
): Promise<void> {
  const { transaction, conversations, outcome, serviceId } = context;
  const reject = (error: Error) => outcome.report(error.message);
  const planned = await planWrites(transaction, participantKind, serviceId, records, reject);
  const users = await findUserSids(transaction, serviceId, planned);
  const rows = planned.flatMap((each): PlannedParticipant[] => {
    const { before, after, change } = each;
    const conversation = conversations.find(after.conversation_sid);
    const user_sid = after.identity === null ? null : (users.get(after.identity) ?? null);
    if (conversation === undefined || (after.identity !== null && user_sid === null)) {
      const missing = conversation === undefined ? 'conversation' : 'user';
      outcome.report(`${after.sid}: its ${missing} has not been imported`);
      return [];
    }
    outcome.count('participants', change);
    if (change === 'unchanged') return [];
    const number = nextEventNumber(conversation);
    const row = { ...after, user_sid, updated_event: number, created_event: before?.created_event ?? number };
    const added = before === undefined ? 1 : 0;
    const nonChat = Number(isNonChat(row)) - (before === undefined ? 0 : Number(isNonChat(before)));
    conversations.set(
      {
        ...conversation,
        participant_counter: conversation.participant_counter + added,
        non_chat_counter: conversation.non_chat_counter + nonChat,
      },
      {
        name: before === undefined ? 'onParticipantAdded' : 'onParticipantUpdated',
        properties: snapshot(row),
      },
    );
    return [{ before, after: row, change }];
  });
  await writeRows(transaction, participantKind, rows);
  for (const { before, after } of rows) await replaceAddressPair(context, before, after);
}

async function findUserSids(
  reader: Reader,
  service_id: number,
  planned: readonly PlannedParticipant[],
): Promise<ReadonlyMap<string, string>> {
  const identities = planned.flatMap(({ after }) => after.identity ?? []);
  if (identities.length === 0) return new Map();
  const rows = await reader.all(findUsers, { service_id, identities: JSON.stringify(identities) });
  return new Map(rows.map(({ identity, sid }) => [identity, sid]));
}

/** A conversation that is closed has no address pairs. */
async function replaceAddressPair(
  { transaction, accountSid, conversations, outcome }: ServiceContext,
  before: ParticipantRow | undefined,
  after: ParticipantRow,
): Promise<void> {
  if (conversations.find(after.conversation_sid)?.state === 'closed') return;
  if (before !== undefined) await releaseAddressPair(transaction, accountSid, before);
  try {
    await reserveAddressPair(transaction, accountSid, after);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    outcome.report(`${after.sid}: another conversation of the target gets the messages of its address`);
  }
}
