import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** Frames that a restart may copy: it blocks writers meanwhile. */
const maxRestartFrames = 1000;
/** Passive rounds before a restart at any cost, so that the log cannot grow without limit. */
const maxPassiveRounds = 20;

const maxLogFrames = Number(workerData.maxLogFrames);
const database = new DatabaseSync(String(workerData.file));
database.exec('PRAGMA busy_timeout = 1000');
const passive = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
const restart = database.prepare('PRAGMA wal_checkpoint(RESTART)');

/** The number of frames in the log, and of those that are not in the database file yet. */
function copy(): { log: number; left: number } {
  const { log, checkpointed } = passive.get() ?? {};
  return { log: Number(log), left: Number(log) - Number(checkpointed) };
}

function checkpoint(): void {
  let { log, left } = copy();
  // Writers append to the log while it is copied, but each round has less to copy than the last.
  for (let round = 1; log > maxLogFrames && left > maxRestartFrames && round < maxPassiveRounds; round++)
    ({ log, left } = copy());
  if (log > maxLogFrames) restartLog();
}

/** Writers who wait for the disk leave hardly a moment without a transaction, so they are asked to pause. */
function restartLog(): void {
  parentPort?.postMessage('restarting');
  try {
    restart.get();
  } finally {
    parentPort?.postMessage('restarted');
  }
}

parentPort?.on('message', (message: unknown) => {
  if (message === 'stop') {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    checkpoint();
  } catch {
    // The database is busy: the next commit schedules another checkpoint.
  }
});
