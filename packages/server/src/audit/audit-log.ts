import { logTable } from '../storage/log-table.ts';
import { columnNames, select } from '../storage/statement.ts';
import type { Transaction } from '../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../storage/table.ts';

const columns = {
  time: text(),
  /** One of `auditKinds` of the contract. */
  kind: text(),
  /** The account that it concerns; null for credentials that no account has. */
  account_sid: optional(text()),
  /**
   * SID of the credential, an account's or an API key's; `server` or `command line` for acts without one; null for
   * credentials that do not exist. Never an identity or a secret.
   */
  actor: optional(text()),
  /** The network address of the client, as the server sees it. */
  address: optional(text()),
  request_id: optional(text()),
  /** The name of the operation, such as `CreateService`. */
  operation: optional(text()),
  service_sid: optional(text()),
  object_sid: optional(text()),
  /** JSON list of the names of the parameters, without their values. */
  parameters: text(),
  /** The error of an act that was refused; null for one that was carried out. */
  error_code: optional(integer()),
  /** The number of requests that the entry stands for. */
  count: integer(),
};

/** The audit log: entries that are never changed or removed, each in the commit of what it records. */
export const auditLog = logTable('audit_entry', columns);

export type AuditRecord = RowOf<typeof columns>;
export type AuditEntry = AuditRecord & { readonly position: number };

/** An entry with its hash, which is null until the entry is in the chain. */
export type ChainedEntry = AuditEntry & { readonly hash: string | null };

/** An administrative act. What it leaves out is null. */
export type Act = Pick<AuditRecord, 'time' | 'account_sid' | 'actor' | 'operation'> &
  Partial<
    Pick<
      AuditRecord,
      'address' | 'request_id' | 'service_sid' | 'object_sid' | 'parameters' | 'error_code' | 'count'
    >
  >;

/** Records an act in the transaction that carries it out. */
export const appendAct = (transaction: Pick<Transaction, 'append'>, act: Act): void =>
  transaction.append(auditLog, {
    kind: 'act',
    address: null,
    request_id: null,
    service_sid: null,
    object_sid: null,
    parameters: '[]',
    error_code: null,
    count: 1,
    ...act,
  });

const entry = { position: integer(), ...columns };
const entryColumns = columnNames({ columns: entry });

/** Entries after a position, in order. */
export const findEntriesAfter = select(
  'audit_entry.after',
  { position: integer(), limit: integer() },
  entry,
  () => `SELECT ${entryColumns} FROM audit_entry WHERE position > :position ORDER BY position LIMIT :limit`,
);

const chainedEntry = { ...entry, hash: optional(text()) };
const chainedColumns = `${columnNames({ columns: entry }, 'entry')}, link.hash`;
const chained = 'audit_entry AS entry LEFT JOIN audit_link AS link ON link.position = entry.position';

/** Entries after a position with their hashes, in order. */
export const findChainedAfter = select(
  'audit_entry.chained',
  { position: integer(), limit: integer() },
  chainedEntry,
  () => `SELECT ${chainedColumns} FROM ${chained}
    WHERE entry.position > :position ORDER BY entry.position LIMIT :limit`,
);

/** Entries of a database before a position and since a time, newest first. */
export const findNewestEntries = select(
  'audit_entry.newest',
  { before: integer(), since: text(), limit: integer() },
  chainedEntry,
  () => `SELECT ${chainedColumns} FROM ${chained}
    WHERE entry.position < :before AND entry.time >= :since ORDER BY entry.position DESC LIMIT :limit`,
);

/** Like {@link findNewestEntries}, of one account. */
export const findNewestEntriesOf = select(
  'audit_entry.newest of account',
  { account_sid: text(), before: integer(), since: text(), limit: integer() },
  chainedEntry,
  () => `SELECT ${chainedColumns} FROM ${chained}
    WHERE entry.account_sid = :account_sid AND entry.position < :before AND entry.time >= :since
    ORDER BY entry.position DESC LIMIT :limit`,
);
