import { sidPattern } from '@colloquy/contract';
import { registerUpload, retainContent } from '../../media/content/content-deletion.ts';
import type { ContentStore } from '../../media/content/content-store.ts';
import { unusedTtlMs } from '../../media/create-media.ts';
import { instant } from '../../platform/instant.ts';
import { select } from '../../storage/statement.ts';
import { type Storage, StorageUnavailable, type Transaction } from '../../storage/storage.ts';
import { text } from '../../storage/table.ts';
import type { TransferRecord } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';
import type { TransferSource } from '../source.ts';

interface MediaDeps {
  readonly storage: Storage;
  readonly media: ContentStore;
  readonly accountSid: string;
  readonly now: () => number;
}

/** What was done about the content of the media in some records. */
export interface StoredMedia {
  /** The records that can be written. */
  readonly records: readonly TransferRecord[];
  /** SIDs whose content the transaction that writes the records has to retain. */
  readonly stored: readonly string[];
  readonly problems: readonly string[];
}

/** Stores the content of media that the target does not have, before their rows are written. */
export async function storeMedia(
  deps: MediaDeps,
  source: Pick<TransferSource, 'openMedia'>,
  records: readonly TransferRecord[],
): Promise<StoredMedia> {
  const stored: string[] = [];
  const problems: string[] = [];
  const kept: TransferRecord[] = [];
  // One after the other: a batch has few new media, and each can be large.
  for (const record of records) {
    const { isStored, problem } = record.kind === 'media' ? await prepare(deps, source, record) : unchanged;
    const sid = String(record.values['sid']);
    if (problem === undefined) kept.push(record);
    else problems.push(`${sid}: ${problem}`);
    if (isStored) stored.push(sid);
  }
  return { records: kept, stored, problems };
}

interface Prepared {
  readonly isStored: boolean;
  /** Why the record cannot be written. */
  readonly problem?: string;
}

const unchanged: Prepared = { isStored: false };

/** Stores the content of media, unless the target has it. */
async function prepare(
  deps: MediaDeps,
  source: Pick<TransferSource, 'openMedia'>,
  record: TransferRecord,
): Promise<Prepared> {
  const { sid, size } = record.values;
  // The SID becomes a part of paths.
  if (typeof sid !== 'string' || !sidPattern('ME').test(sid))
    return { isStored: false, problem: 'this is not a SID of media' };
  const owner = await findOwner(deps, record);
  if (owner === 'this service') return unchanged;
  if (owner === 'another service')
    return { isStored: false, problem: 'another service of the target has media with this SID' };
  const stored = await storeWithRetries(deps, source, record, sid);
  if (stored === size) return { isStored: true };
  const problem =
    stored === undefined
      ? 'the source has no content of it'
      : `its content has ${stored} bytes, not ${String(size)}`;
  return { isStored: false, problem };
}

const maxAttempts = 5;

/** Content that ends too early is read again. Resolves with its size; undefined if there is none. */
async function storeWithRetries(
  deps: MediaDeps,
  source: Pick<TransferSource, 'openMedia'>,
  record: TransferRecord,
  sid: string,
): Promise<number | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      const content = await source.openMedia(record);
      return content && (await storeContent(deps, sid, takeUntil(Number(record.values['size']), content)));
    } catch (error) {
      if (attempt >= maxAttempts || error instanceof StorageUnavailable || error instanceof TransferError)
        throw error;
    }
  }
}

/** Ends with the chunk that makes the content longer than its record says, so that a source cannot fill the disk. */
async function* takeUntil(
  size: number,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const chunk of content) {
    yield chunk;
    length += chunk.length;
    if (length > size) return;
  }
}

/** Keeps content, in the transaction that writes the rows of its media. */
export async function retainMedia(transaction: Transaction, sids: readonly string[]): Promise<void> {
  for (const sid of sids)
    if (!(await retainContent(transaction, sid)))
      throw new TransferError(`The content of ${sid} is being deleted. Import again.`);
}

// The services come first, because only they have an index that leads to media.
const findServicesOfMedia = select(
  'transfer.services of media',
  { sid: text() },
  { account_sid: text(), sid: text() },
  () => `SELECT service.account_sid, service.sid FROM service CROSS JOIN media
    WHERE media.service_id = service.id AND media.sid = :sid`,
);

/** Who has media with this SID. Content is stored by SID, so that of another service would be overwritten. */
async function findOwner(
  { storage, accountSid }: MediaDeps,
  { serviceSid, values }: TransferRecord,
): Promise<'this service' | 'another service' | undefined> {
  const found = await storage.read((reader) =>
    reader.all(findServicesOfMedia, { sid: String(values['sid']) }),
  );
  if (found.length === 0) return undefined;
  return found.some(({ account_sid, sid }) => account_sid === accountSid && sid === serviceSid)
    ? 'this service'
    : 'another service';
}

/** Resolves with the number of bytes. If the process ends, what it has stored is deleted after a day. */
async function storeContent(
  { storage, media, now }: MediaDeps,
  sid: string,
  content: AsyncIterable<Uint8Array>,
): Promise<number> {
  const due = instant(now() + unusedTtlMs);
  await storage.write((transaction) => registerUpload(transaction, sid, due));
  // An import that was killed may have left a part.
  await media.remove(sid);
  return media.put(sid, content);
}
