import { insert, select } from '../storage/statement.ts';
import type { TransactionRunner } from '../storage/storage.ts';
import { table, text } from '../storage/table.ts';

const secretTable = table('secret', { name: text(), value: text() }, ['name']);
const addSecret = insert(secretTable);
const findSecret = select(
  'secret.find',
  { name: text() },
  { value: text() },
  () => 'SELECT value FROM secret WHERE name = :name',
);

/** Finds a secret of the installation, or generates and stores it for all processes. */
export async function loadSecret(
  storage: Pick<TransactionRunner, 'read' | 'write'>,
  name: string,
  generate: () => string,
): Promise<string> {
  const find = () => storage.read((reader) => reader.one(findSecret, { name }));
  const found = await find();
  if (found !== undefined) return found.value;
  const value = generate();
  const added = await storage.write((transaction) => transaction.insert(addSecret, { name, value }));
  return added ? value : ((await find())?.value ?? value);
}
