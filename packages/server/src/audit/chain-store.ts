import { selectSkippingLocked } from '../storage/locking-select.ts';
import { insert, select, update } from '../storage/statement.ts';
import { integer, table, text } from '../storage/table.ts';

/** The hash of each entry that is in the chain. */
const linkTable = table('audit_link', { position: integer(), hash: text() }, ['position']);
export const addLink = insert(linkTable);

/** The head of the chain: one row, from the first entry on. */
const chainTable = table('audit_chain', { name: text(), position: integer(), hash: text() }, ['name']);
export const addChain = insert(chainTable);
export const setChain = update(chainTable, ['position', 'hash']);

/** The key of the row. A database has one chain. */
export const chainKey = { name: 'main' } as const;

const chainSql = 'SELECT name, position, hash FROM audit_chain WHERE name = :name';

export const findChain = select('audit_chain.find', { name: text() }, chainTable.columns, () => chainSql);

/** Finds nothing while another process extends the chain. */
export const lockChain = selectSkippingLocked(
  'audit_chain.lock',
  { name: text() },
  chainTable.columns,
  () => chainSql,
  () => 'audit chain',
);

/** The first entry that is not in the chain yet. */
export const findUnchained = select(
  'audit_entry.unchained',
  { name: text() },
  { position: integer() },
  () => `SELECT position FROM audit_entry
    WHERE position > coalesce((SELECT position FROM audit_chain WHERE name = :name), 0) ORDER BY position LIMIT 1`,
);
