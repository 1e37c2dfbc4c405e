import { once } from 'node:events';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createDatabase } from '../../../../../../tests/support/engines/databases.ts';
import { Checkpoints } from './checkpoints.ts';

const [delayMs, commitsPerStart, bytesPerCommit] = [1, 5, 10_000];

/** A file with a connection that commits to it, its checkpoints, and the threads that are started meanwhile. */
async function startCheckpoints() {
  const { url } = await createDatabase('sqlite');
  const file = url.slice('sqlite:'.length);
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE item (content BLOB)');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const insert = database.prepare(`INSERT INTO item VALUES (zeroblob(${bytesPerCommit}))`);
  const checkpoints = new Checkpoints(file, { delayMs, commitsPerStart, idleMs: 50 });
  const threads: Worker[] = [];
  const add = (thread: Worker) => threads.push(thread);
  process.on('worker', add);
  return {
    checkpoints,
    threads,
    size: () => statSync(file).size,
    commit(count: number) {
      for (let n = 0; n < count; n++) {
        insert.run();
        checkpoints.scheduleCheckpoint();
      }
    },
    async [Symbol.asyncDispose]() {
      process.off('worker', add);
      await checkpoints.stop();
      database.close();
    },
  };
}

test('a few commits wait in the log, and more are copied into the file', async () => {
  await using started = await startCheckpoints();
  const empty = started.size();
  started.commit(commitsPerStart - 1);
  // This timer ends after the one that the commits have started.
  await setTimeout(delayMs + 1);
  expect(started.threads).toEqual([]);
  started.commit(1);
  await expect.poll(started.size).toBeGreaterThan(empty + commitsPerStart * bytesPerCommit);
});

test('the thread ends when nothing is committed, and another one starts later', async () => {
  await using started = await startCheckpoints();
  for (let count = 1; count <= 2; count++) {
    const before = started.size();
    started.commit(commitsPerStart);
    await expect.poll(() => started.threads.length).toBe(count);
    const thread = started.threads.at(-1);
    await (thread && once(thread, 'exit'));
    expect(started.size()).toBeGreaterThan(before);
  }
});

test('a stop ends the thread after the checkpoints before it', async () => {
  await using started = await startCheckpoints();
  const empty = started.size();
  started.commit(commitsPerStart);
  await expect.poll(() => started.threads.length).toBe(1);
  await started.checkpoints.stop();
  expect(started.threads[0]?.threadId).toBe(-1);
  expect(started.size()).toBeGreaterThan(empty);
});
