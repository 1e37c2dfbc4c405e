import { randomBytes } from 'node:crypto';
import { insert, remove } from './statement.ts';
import type { Transaction } from './storage.ts';
import { table, text } from './table.ts';

/**
 * More than nearly all requests write: on a full disk, there is often room for a little more. A longer text would take
 * space that the requests need, because the files of a database do not shrink.
 */
const probeBytes = 256 * 1024;

const secretTable = table('secret', { name: text(), value: text() }, ['name']);
const [addProbe, removeProbe] = [insert(secretTable), remove(table('secret', { name: text() }, ['name']))];
const key = { name: 'write probe' };

/**
 * Writes and deletes a long text, to find out whether a database can be written. In one transaction, the text need not
 * reach the disk. The table is one that nothing reads after the start.
 */
export async function probeWrites(
  write: (work: (transaction: Transaction) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  // An engine may compress a text that repeats itself.
  const value = randomBytes(probeBytes / 2).toString('hex');
  await write(async (transaction) => {
    // A process that ended between the two transactions has left its text.
    await transaction.remove(removeProbe, key);
    await transaction.insert(addProbe, { ...key, value });
  });
  await write((transaction) => transaction.remove(removeProbe, key));
}
