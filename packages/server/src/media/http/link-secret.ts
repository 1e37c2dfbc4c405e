import type { Randomness } from '../../platform/randomness.ts';
import { insert, select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { table, text } from '../../storage/table.ts';

const secretTable = table('secret', { name: text(), value: text() }, ['name']);
const addSecret = insert(secretTable);
const findSecret = select(
  'secret.find',
  { name: text() },
  { value: text() },
  () => 'SELECT value FROM secret WHERE name = :name',
);

/** Finds the secret for the signatures of links, or generates and stores it for all processes. */
export async function loadLinkSecret(storage: Storage, randomness: Randomness): Promise<string> {
  const name = 'media links';
  const find = () => storage.read((reader) => reader.one(findSecret, { name }));
  const found = await find();
  if (found !== undefined) return found.value;
  const generated = randomness.randomHex(64);
  const added = await storage.write((transaction) =>
    transaction.insert(addSecret, { name, value: generated }),
  );
  return added ? generated : ((await find())?.value ?? generated);
}
