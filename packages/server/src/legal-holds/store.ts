import { columnNames, insert, remove, select } from '../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../storage/table.ts';

const holdTable = table(
  'legal_hold',
  {
    sid: text(),
    account_sid: text(),
    service_id: integer(),
    /** Names the service even after its deletion. */
    service_sid: text(),
    /** The only conversation that is held; null for the whole service. */
    conversation_sid: optional(text()),
    reason: optional(text()),
    date_created: text(),
  },
  ['sid'],
);

export type LegalHold = RowOf<typeof holdTable.columns>;

export const addHold = insert(holdTable);
export const removeHold = remove(holdTable);

const all = columnNames(holdTable);

export const findHold = select(
  'legal_hold.find',
  { account_sid: text(), sid: text() },
  holdTable.columns,
  () => `SELECT ${all} FROM legal_hold WHERE sid = :sid AND account_sid = :account_sid`,
);

/** The holds of an account, oldest first. Operators add each by hand, so there are few. */
export const findHolds = select(
  'legal_hold.of account',
  { account_sid: text() },
  holdTable.columns,
  () => `SELECT ${all} FROM legal_hold WHERE account_sid = :account_sid ORDER BY sid`,
);

/**
 * SQL condition for what a legal hold covers. What belongs to a conversation is covered by a hold on the conversation or on
 * its service, everything else only by one on the service.
 *
 * @param serviceId SQL for the `id` of the service.
 * @param conversationSid SQL for the SID of the conversation; it may be null.
 */
const coversSql = (serviceId: string, conversationSid: string): string =>
  `legal_hold.service_id = ${serviceId}
    AND (legal_hold.conversation_sid IS NULL OR legal_hold.conversation_sid = ${conversationSid})`;

/** SQL condition for rows that no legal hold covers; the parameters are those of a hold's cover. */
export const notHeldSql = (serviceId: string, conversationSid = 'NULL'): string =>
  `NOT EXISTS (SELECT 1 FROM legal_hold WHERE ${coversSql(serviceId, conversationSid)})`;

/**
 * SQL condition for a record that a legal hold covers. Records name their service by its SID, and outlive it.
 *
 * @param table the table of the record.
 */
export const isRecordHeldSql = (table: string): string =>
  `EXISTS (SELECT 1 FROM legal_hold WHERE legal_hold.service_sid = ${table}.service_sid
    AND (legal_hold.conversation_sid IS NULL OR legal_hold.conversation_sid = ${table}.conversation_sid))`;

/** The first event between two positions that a legal hold covers; null if there is none. */
export const findHeldEvent = select(
  'legal_hold.event',
  { first: integer(), last: integer() },
  { position: optional(integer()) },
  () => `SELECT min(position) AS position FROM event
    WHERE position BETWEEN :first AND :last AND ${isRecordHeldSql('event')}`,
);

/** The oldest hold of all accounts. */
export const findAnyHold = select(
  'legal_hold.any',
  {},
  holdTable.columns,
  () => `SELECT ${all} FROM legal_hold ORDER BY sid LIMIT 1`,
);

/** The oldest hold that covers a conversation, or what belongs to none if its SID is null. */
export const findHoldOn = select(
  'legal_hold.on',
  { service_id: integer(), conversation_sid: optional(text()) },
  holdTable.columns,
  () => `SELECT ${all} FROM legal_hold
    WHERE ${coversSql(':service_id', 'CAST(:conversation_sid AS TEXT)')} ORDER BY sid LIMIT 1`,
);
