import { ApiError } from '@colloquy/contract';
import { insert, remove, removeBy, select } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, table, text } from '../../storage/table.ts';
import { isGroup } from './group-members.ts';
import { pairOf } from './rules.ts';
import type { ParticipantRow } from './store.ts';

/**
 * The pairs of a participant's address and a proxy address by which inbound messages find their conversation. A pair
 * belongs to at most one active or inactive conversation of the whole account.
 */
const pairTable = table(
  'address_pair',
  {
    account_sid: text(),
    address: text(),
    proxy_address: text(),
    service_id: integer(),
    conversation_sid: text(),
    participant_sid: text(),
  },
  ['account_sid', 'address', 'proxy_address'],
);

const addPair = insert(pairTable);
const removePair = remove(pairTable);
const removePairsOf = removeBy(pairTable, ['service_id', 'conversation_sid']);

const selectPair = (name: string, service: string) =>
  select(
    name,
    { account_sid: text(), address: text(), proxy_address: text() },
    { service_id: integer(), service_sid: text(), conversation_sid: text(), participant_sid: text() },
    () => `SELECT service_id, service.sid AS service_sid, conversation_sid, participant_sid
      FROM address_pair JOIN service ON service.id = address_pair.service_id AND service.${service}
      WHERE address_pair.account_sid = :account_sid AND address = :address AND proxy_address = :proxy_address`,
  );

/** The conversation that has a pair. */
export const findPair = selectPair('address_pair.find', 'date_deleted IS NULL');

/** Where a deleted service still has a pair: background work deletes its rows step by step. */
const findPairOfDeletedService = selectPair('address_pair.left', 'date_deleted IS NOT NULL');
const removePairOfDeletedService = removeBy(pairTable, [...pairTable.key, 'service_id', 'participant_sid']);

/**
 * Reserves the address pair of a participant, if it has one.
 *
 * @throws ApiError 50416 for a pair that a conversation has, 50437 if that is the participant's own group.
 */
export async function reserveAddressPair(
  transaction: Transaction,
  accountSid: string,
  row: ParticipantRow,
): Promise<void> {
  const pair = pairOf(row);
  if (pair === undefined) return;
  const key = { account_sid: accountSid, ...pair };
  const { service_id, conversation_sid, sid } = row;
  const reserved = { ...key, service_id, conversation_sid, participant_sid: sid };
  // Repeats when the pair was released just after it was in the way.
  while (!(await transaction.insert(addPair, reserved))) {
    const found = await transaction.one(findPair, key);
    if (found?.conversation_sid === conversation_sid && (await isGroup(transaction, row)))
      throw new ApiError(50437);
    if (found !== undefined) throw new ApiError(50416, found.conversation_sid);
    const left = await transaction.one(findPairOfDeletedService, key);
    if (left !== undefined) await transaction.remove(removePairOfDeletedService, { ...key, ...left });
  }
}

/** Releases the address pair of a participant, if it has one. */
export async function releaseAddressPair(
  transaction: Transaction,
  accountSid: string,
  row: ParticipantRow,
): Promise<void> {
  const pair = pairOf(row);
  if (pair !== undefined) await transaction.remove(removePair, { account_sid: accountSid, ...pair });
}

/** Releases the address pairs of all participants of a conversation. */
export async function releaseConversationPairs(
  transaction: Transaction,
  conversation: { readonly service_id: number; readonly sid: string; readonly non_chat_counter: number },
): Promise<void> {
  const { service_id, sid, non_chat_counter } = conversation;
  if (non_chat_counter > 0) await transaction.remove(removePairsOf, { service_id, conversation_sid: sid });
}
