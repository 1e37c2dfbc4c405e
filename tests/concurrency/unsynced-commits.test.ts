import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventLog } from '../../packages/server/src/events/event-log.ts';
import { engineRecords } from '../../packages/server/src/storage/engines/capabilities.ts';
import { openLogFile } from '../../packages/server/src/storage/engines/sqlite/log-file.ts';
import { openSqlite } from '../../packages/server/src/storage/engines/sqlite/open.ts';
import { type Storage, StorageUnavailable } from '../../packages/server/src/storage/storage.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { addRow, countRows, findRow, record, row, setRow } from './support/storage-rows.ts';

/** Opens a database on a disk that finishes no sync before the test lets it. */
async function openOnSlowDisk() {
  const file = (await createDatabase('sqlite')).url.slice('sqlite:'.length);
  const syncs: PromiseWithResolvers<void>[] = [];
  const openLog = (database: string) => {
    const log = openLogFile(database);
    return {
      sync: async () => {
        const allowed = Promise.withResolvers<void>();
        syncs.push(allowed);
        await allowed.promise;
        await log.sync();
      },
      close: () => log.close(),
    };
  };
  const storage = openSqlite(file, engineRecords.sqlite, { openLog });
  return {
    file,
    storage,
    syncs,
    /** Waits until the disk has begun so many syncs. */
    begun: (count: number) => expect.poll(() => syncs.length).toBe(count),
    finish: (index: number) => syncs[index]?.resolve(),
    fail: (index: number) => syncs[index]?.reject(new Error('EIO: i/o error, fdatasync')),
  };
}

const add = (storage: Storage, sid: string) =>
  storage.write(async (transaction) => {
    await transaction.insert(addRow, row(sid));
    transaction.append(eventLog, record('CH', 1));
    return sid;
  });
const count = (storage: Storage) =>
  storage.read(async (reader) => (await reader.one(countRows, {}))?.count ?? Number.NaN);

/** Whether a promise has resolved or rejected already. */
function watchEnd(promise: Promise<unknown>): { hasEnded: boolean } {
  const watched = { hasEnded: false };
  const end = () => {
    watched.hasEnded = true;
  };
  promise.then(end, end);
  return watched;
}

test('a commit is visible, reported and acknowledged when it is on disk, and not before', async () => {
  const disk = await openOnSlowDisk();
  await using storage = disk.storage;
  const before = await count(storage);
  let events = 0;
  storage.onAppend(eventLog, (records) => {
    events += records.length;
  });
  let writes = 0;
  storage.onWrite((each) => {
    writes += each.length;
  });
  const adding = add(storage, 'a');
  const watched = watchEnd(adding);
  await disk.begun(1);
  expect(await count(storage)).toBe(before);
  expect([watched.hasEnded, events, writes]).toEqual([false, 0, 0]);
  disk.finish(0);
  expect(await adding).toBe('a');
  expect([events, writes]).toEqual([1, 1]);
  expect(await count(storage)).toBe(before + 1);
});

test('units that arrive during a sync share the next commit, and reads see each commit when it is on disk', async () => {
  const disk = await openOnSlowDisk();
  await using storage = disk.storage;
  const before = await count(storage);
  const first = add(storage, 'a');
  await disk.begun(1);
  const others: { hasEnded: boolean }[] = [];
  for (const sid of ['b', 'c', 'd']) {
    others.push(watchEnd(add(storage, sid)));
    await setImmediate();
    expect(await count(storage)).toBe(before);
  }
  expect(disk.syncs).toHaveLength(1);
  disk.finish(0);
  await first;
  expect(await count(storage)).toBe(before + 1);
  await disk.begun(2);
  expect(await count(storage)).toBe(before + 1);
  expect(others.map(({ hasEnded }) => hasEnded)).toEqual([false, false, false]);
  disk.finish(1);
  await expect.poll(() => others.every(({ hasEnded }) => hasEnded)).toBe(true);
  expect(await count(storage)).toBe(before + 4);
  expect(disk.syncs).toHaveLength(2);
});

test('a unit sees the commits before it, and its failure is not reported before they are on disk', async () => {
  const disk = await openOnSlowDisk();
  await using storage = disk.storage;
  const adding = add(storage, 'a');
  await disk.begun(1);
  const seen = storage.write(async (transaction) => {
    const found = await transaction.one(findRow, { sid: 'a' });
    throw new Error(`found ${found?.sid}`);
  });
  const watched = watchEnd(seen);
  await setImmediate();
  await setImmediate();
  expect(watched.hasEnded).toBe(false);
  disk.finish(0);
  await adding;
  await expect(seen).rejects.toThrow('found a');
  // It has changed nothing, so the disk has nothing to write.
  expect(disk.syncs).toHaveLength(1);
});

test('a group that is rolled back during a sync leaves out the unit that failed and nothing else', async () => {
  const disk = await openOnSlowDisk();
  await using storage = disk.storage;
  const before = await count(storage);
  const first = add(storage, 'a');
  await disk.begun(1);
  const second = add(storage, 'b');
  const failing = storage.write(async (transaction) => {
    await transaction.update(setRow, { sid: 'a', auth_token: 'changed' });
    throw new Error('refused');
  });
  const third = add(storage, 'c');
  const results = Promise.allSettled([second, failing, third]);
  await setImmediate();
  disk.finish(0);
  await first;
  await disk.begun(2);
  expect(await count(storage)).toBe(before + 1);
  disk.finish(1);
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await count(storage)).toBe(before + 3);
  const found = await storage.read((reader) => reader.one(findRow, { sid: 'a' }));
  expect(found?.auth_token).toBeNull();
});

test('a failed sync ends all work for good, and leaves the log as it is', async () => {
  const disk = await openOnSlowDisk();
  const { storage, file } = disk;
  const kept = add(storage, 'kept');
  await disk.begun(1);
  disk.finish(0);
  await kept;
  const lost = add(storage, 'lost');
  await disk.begun(2);
  const waiting = add(storage, 'waiting');
  const results = Promise.allSettled([lost, waiting]);
  disk.fail(1);
  const expected = { status: 'rejected', reason: expect.any(StorageUnavailable) };
  expect(await results).toEqual([expected, expected]);
  await expect(lost).rejects.toThrow(/EIO.*Check the disk, then restart the server/);
  await expect(add(storage, 'later')).rejects.toThrow(StorageUnavailable);
  await expect(count(storage)).rejects.toThrow(StorageUnavailable);
  expect([await storage.isUsable(), await storage.isUsable()]).toEqual([false, false]);
  expect(disk.syncs).toHaveLength(2);
  await storage.close();
  expect(existsSync(`${file}-wal`)).toBe(true);

  const reopened = openSqlite(file, engineRecords.sqlite);
  const found = await reopened.read((reader) => reader.one(findRow, { sid: 'kept' }));
  expect(found?.sid).toBe('kept');
  await reopened.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
});
