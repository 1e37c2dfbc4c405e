import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** Frames of 4 KB in the write-ahead log above which it is started anew, which stops writers for a moment. */
const longestLog = 20_000;

const database = new DatabaseSync(String(workerData));
database.exec('PRAGMA busy_timeout = 5000');
const passive = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
const restart = database.prepare('PRAGMA wal_checkpoint(RESTART)');

parentPort?.on('message', (message: unknown) => {
  if (message === 'stop') {
    database.close();
    parentPort?.close();
    return;
  }
  const frames = passive.get()?.['log'];
  if (typeof frames === 'number' && frames > longestLog) restart.get();
});
