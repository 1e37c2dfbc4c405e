import { type Instant, instant } from '../../platform/instant.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { insert, remove, select, update } from '../../storage/statement.ts';
import type { Storage, Transaction } from '../../storage/storage.ts';
import { integer, table, text } from '../../storage/table.ts';

/**
 * Content that has to go, and when. A row is here from before the first byte of the content is kept, but for the
 * time that a row of `media` shows it: whenever a process ends, each content has the one row or the other, and
 * what shows it is only there while the content is.
 */
const removalTable = table(
  'media_removal',
  {
    /** SID of the media, which is what its content is kept by. */
    sid: text(),
    due: text(),
    /** 1 while the content is still expected to get a row in `media`. */
    uploading: integer(),
  },
  ['sid'],
);

const addRemoval = insert(removalTable);
const setRemoval = update(removalTable, ['due', 'uploading']);
const removeRemoval = remove(removalTable);

const lockRemoval = selectForUpdate(
  'media_removal.lock',
  { sid: text() },
  removalTable.columns,
  () => `SELECT sid, due, uploading FROM media_removal WHERE sid = :sid`,
  ({ sid }) => sid,
);

const findDue = select(
  'media_removal.due',
  { now: text(), limit: integer() },
  { sid: text() },
  () => 'SELECT sid FROM media_removal WHERE due <= :now ORDER BY due LIMIT :limit',
);

/** Has content removed soon, together with the row that showed it. */
export const scheduleContentDeletion = (
  transaction: Transaction,
  sid: string,
  now: Instant,
): Promise<boolean> => transaction.insert(addRemoval, { sid, due: now, uploading: 0 });

/** Says that content is about to be kept. Unless it is shown by `due`, it is removed. */
export const registerUpload = (transaction: Transaction, sid: string, due: Instant): Promise<boolean> =>
  transaction.insert(addRemoval, { sid, due, uploading: 1 });

/** Has content stay, for the row that is written with this. False when it is being removed already. */
export async function retainContent(transaction: Transaction, sid: string): Promise<boolean> {
  const found = await transaction.lock(lockRemoval, { sid });
  return found?.uploading === 1 && transaction.remove(removeRemoval, { sid });
}

/**
 * Gives up content that is not going to be shown: it is due at a time of one's own choice, and an upload that is
 * still under way cannot be completed any more. False, and nothing happens, when the content is shown.
 */
export async function abandonContent(transaction: Transaction, sid: string, due: Instant): Promise<boolean> {
  const found = await transaction.lock(lockRemoval, { sid });
  return found !== undefined && transaction.update(setRemoval, { sid, due, uploading: 0 });
}

/** Contents that one call removes. */
const maxContentsPerRun = 20;

/** Milliseconds until a removal that failed is tried again. */
const retryDelayMs = 60_000;

/**
 * Removes content that is due from where it is kept.
 *
 * @param deleteContent removes by SID, and does nothing when there is nothing.
 * @returns whether there may be more.
 * @throws the error of a removal that failed; it is tried again later, after others.
 */
export async function deleteDueContent(
  storage: Storage,
  now: number,
  deleteContent: (sid: string) => Promise<void>,
): Promise<boolean> {
  const due = await storage.read((reader) =>
    reader.all(findDue, { now: instant(now), limit: maxContentsPerRun }),
  );
  const retryAt = instant(now + retryDelayMs);
  const outcomes = await Promise.allSettled(
    due.map(async ({ sid }) => {
      // By now it may be shown, or be gone.
      if (!(await storage.write((transaction) => abandonContent(transaction, sid, retryAt)))) return;
      await deleteContent(sid);
      await storage.write(async (transaction) => {
        const found = await transaction.lock(lockRemoval, { sid });
        // Otherwise an upload has failed meanwhile, and may have left something behind what has been removed.
        if (found?.due === retryAt) await transaction.remove(removeRemoval, { sid });
      });
    }),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return due.length === maxContentsPerRun;
}
