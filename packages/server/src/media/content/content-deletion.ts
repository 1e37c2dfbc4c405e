import { type Instant, instant } from '../../platform/instant.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { insert, remove, select, update } from '../../storage/statement.ts';
import type { Storage, Transaction } from '../../storage/storage.ts';
import { integer, table, text } from '../../storage/table.ts';

/**
 * Content to delete, and when. A row exists from before the first byte of the content is stored, except while a row of
 * `media` refers to the content. So whenever a process ends, each content has one of the two rows, and no row of `media`
 * is without content.
 */
const removalTable = table(
  'media_removal',
  {
    /** SID of the media, which is also the key of its content. */
    sid: text(),
    due: text(),
    /** 1 while an upload is in progress that will add a row to `media`. */
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

/** Also finds content that is due later than any can be, unless the clock has been set back since. */
const findDue = select(
  'media_removal.due',
  { now: text(), due_max: text(), limit: integer() },
  { sid: text() },
  () => 'SELECT sid FROM media_removal WHERE due <= :now OR due > :due_max ORDER BY due LIMIT :limit',
);

/** Content that no upload will complete, whenever it is due. */
const findAbandoned = select(
  'media_removal.abandoned',
  { after: text(), limit: integer() },
  { sid: text() },
  () => 'SELECT sid FROM media_removal WHERE uploading = 0 AND sid > :after ORDER BY sid LIMIT :limit',
);

/** Schedules the deletion of content, in the transaction that deletes its row of `media`. */
export const scheduleContentDeletion = (
  transaction: Transaction,
  sid: string,
  now: Instant,
): Promise<boolean> => transaction.insert(addRemoval, { sid, due: now, uploading: 0 });

/** Registers an upload. If it is not completed by `due`, its content is deleted. */
export const registerUpload = (transaction: Transaction, sid: string, due: Instant): Promise<boolean> =>
  transaction.insert(addRemoval, { sid, due, uploading: 1 });

/** Keeps content, in the transaction that adds its row of `media`. False when the content is already being deleted. */
export async function retainContent(transaction: Transaction, sid: string): Promise<boolean> {
  const found = await transaction.lock(lockRemoval, { sid });
  return found?.uploading === 1 && transaction.remove(removeRemoval, { sid });
}

/**
 * Schedules the deletion of content at `due`, and prevents an upload in progress from being completed. Resolves with
 * false, and changes nothing, when a row of `media` refers to the content.
 */
export async function abandonContent(transaction: Transaction, sid: string, due: Instant): Promise<boolean> {
  const found = await transaction.lock(lockRemoval, { sid });
  return found !== undefined && transaction.update(setRemoval, { sid, due, uploading: 0 });
}

/** Maximum number of contents that one call deletes. */
const maxContentsPerRun = 20;

/** Delay before a failed deletion is retried. */
const retryDelayMs = 60_000;

/** Content is due within a day. A clock that is set back by less than the second day must not end uploads in progress. */
const maxDueMs = 48 * 3_600_000;

type DeleteContent = (sid: string) => Promise<void>;

/**
 * Deletes content that is due.
 *
 * @param deleteContent deletes content by SID; does nothing for content that does not exist.
 * @returns whether there may be more.
 * @throws the error of a failed deletion, which is retried later, after others.
 */
export async function deleteDueContent(
  storage: Storage,
  now: number,
  deleteContent: DeleteContent,
): Promise<boolean> {
  const due = await storage.read((reader) =>
    reader.all(findDue, { now: instant(now), due_max: instant(now + maxDueMs), limit: maxContentsPerRun }),
  );
  await deleteAll(storage, now, due, deleteContent);
  return due.length === maxContentsPerRun;
}

/**
 * Deletes all content that no row of `media` and no upload in progress needs, also what is to be retried later.
 *
 * @throws the error of a failed deletion; the content after it is not deleted.
 */
export async function deleteAbandonedContent(
  storage: Storage,
  now: number,
  deleteContent: DeleteContent,
): Promise<void> {
  for (let after = ''; ; ) {
    const key = { after, limit: maxContentsPerRun };
    const rows = await storage.read((reader) => reader.all(findAbandoned, key));
    await deleteAll(storage, now, rows, deleteContent);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sid;
  }
}

async function deleteAll(
  storage: Storage,
  now: number,
  contents: readonly { readonly sid: string }[],
  deleteContent: DeleteContent,
): Promise<void> {
  const retryAt = instant(now + retryDelayMs);
  const outcomes = await Promise.allSettled(
    contents.map(async ({ sid }) => {
      // In the meantime, a row of `media` may refer to it, or it may have been deleted.
      if (!(await storage.write((transaction) => abandonContent(transaction, sid, retryAt)))) return;
      await deleteContent(sid);
      await storage.write(async (transaction) => {
        const found = await transaction.lock(lockRemoval, { sid });
        // Otherwise an upload has failed in the meantime, and may have stored content after the deletion.
        if (found?.due === retryAt) await transaction.remove(removeRemoval, { sid });
      });
    }),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
