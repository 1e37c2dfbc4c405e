import { columnNames, insert, select, update } from '../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../storage/table.ts';

/** Erasures: those that are done, with their proof, and those that were interrupted. */
const erasureTable = table(
  'erasure',
  {
    sid: text(),
    account_sid: text(),
    /** A keyed hash of the person's names. */
    subject: text(),
    /** 1 if messages stay, without author, text and media. */
    structure_kept: integer(),
    /** JSON of what has been erased so far. */
    counts: text(),
    date_started: text(),
    /** Null until everything is erased. */
    proof: optional(text()),
  },
  ['sid'],
);

export type ErasureRecord = RowOf<typeof erasureTable.columns>;

export const addRecord = insert(erasureTable);
export const setCounts = update(erasureTable, ['counts']);
export const setProof = update(erasureTable, ['proof']);

const all = columnNames(erasureTable);

/** The erasure of a person that was interrupted. */
export const findUnfinished = select(
  'erasure.unfinished',
  { account_sid: text(), subject: text() },
  erasureTable.columns,
  () => `SELECT ${all} FROM erasure
    WHERE account_sid = :account_sid AND subject = :subject AND proof IS NULL ORDER BY sid LIMIT 1`,
);

/** The erasures of an account, oldest first: of one person, or of all if the subject is null. */
export const pageOfRecords = select(
  'erasure.records',
  { account_sid: text(), subject: optional(text()) },
  erasureTable.columns,
  () => `SELECT ${all} FROM erasure
    WHERE account_sid = :account_sid AND (CAST(:subject AS TEXT) IS NULL OR subject = :subject) ORDER BY sid`,
);
