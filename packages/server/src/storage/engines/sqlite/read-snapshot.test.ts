import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createDatabase } from '../../../../../../tests/support/engines/databases.ts';
import { select } from '../../statement.ts';
import { StorageUnavailable } from '../../storage.ts';
import { integer } from '../../table.ts';
import { ReadSnapshot } from './read-snapshot.ts';

/** Of SQLite's files. */
const pageSize = 4096;

/** Creates a database whose table `item` cannot be read. */
async function createDamagedFile(): Promise<string> {
  const { url } = await createDatabase('sqlite');
  const file = url.slice('sqlite:'.length);
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE item (id INTEGER); INSERT INTO item VALUES (1)');
  const found = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'item'").get();
  database.close();
  const bytes = readFileSync(file);
  const end = Number(found?.['rootpage']) * pageSize;
  bytes.fill(0xff, end - pageSize, end);
  writeFileSync(file, bytes);
  return file;
}

test('a snapshot whose reader has found a damaged page can be released and taken again', async () => {
  const snapshot = new ReadSnapshot(await createDamagedFile(), '');
  const readItems = select('items', {}, { id: integer() }, () => 'SELECT id FROM item');
  for (let attempt = 0; attempt < 2; attempt++) {
    snapshot.take();
    await expect(snapshot.reader.all(readItems, {})).rejects.toThrow(StorageUnavailable);
    snapshot.release();
    expect(snapshot.isTaken).toBe(false);
  }
  snapshot.close();
});
