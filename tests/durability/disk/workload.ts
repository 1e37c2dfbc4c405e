/**
 * Runs the steps of all callers at once in a folder, and appends a line to `acknowledged` after each that was
 * acknowledged: the number of the caller. Run as a program: node workload.ts FOLDER.
 */

import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createFolderStore } from '../../../packages/server/src/media/content/folder-store.ts';
import { engineRecords } from '../../../packages/server/src/storage/engines/capabilities.ts';
import { openSqlite } from '../../../packages/server/src/storage/engines/sqlite/open.ts';
import type { Transaction } from '../../../packages/server/src/storage/storage.ts';
import { addRow, removeRow, row, setRow } from '../../concurrency/support/storage-rows.ts';
import { callers, contentOf, type Step, stepsOf, twinOf } from './plan.ts';

/** So few frames, and so short times, that the log begins again often, and the thread that copies it ends and starts. */
const checkpoints = { maxLogFrames: 20, delayMs: 10, commitsPerStart: 3, idleMs: 40 };

const [folder = ''] = process.argv.slice(2);
const acknowledged = openSync(join(folder, 'acknowledged'), 'a');
const storage = openSqlite(join(folder, 'colloquy.db'), engineRecords.sqlite, { checkpoints });
const store = createFolderStore(join(folder, 'media'));

await Promise.all(
  Array.from({ length: callers }, async (_, caller) => {
    for (const step of stepsOf(caller)) {
      await run(step);
      writeSync(acknowledged, `${caller}\n`);
    }
  }),
);
await storage.close();

async function run({ kind, sid, value }: Step): Promise<void> {
  if (kind === 'put-media') await store.put(sid, content(sid));
  else if (kind === 'remove-media') await store.remove(sid);
  else
    await storage.write(async (transaction) => {
      for (const each of [sid, twinOf(sid)])
        if (kind === 'write-row') await writeRow(transaction, each, value);
        else await transaction.remove(removeRow, { sid: each });
    });
}

async function writeRow(transaction: Transaction, sid: string, value: string): Promise<void> {
  const isNew = await transaction.insert(addRow, row(sid, value));
  if (!isNew) await transaction.update(setRow, { sid, auth_token: value });
}

async function* content(sid: string): AsyncGenerator<Uint8Array> {
  yield contentOf(sid).subarray(0, 5000);
  yield contentOf(sid).subarray(5000);
}
