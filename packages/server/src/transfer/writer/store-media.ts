import { registerUpload, retainContent } from '../../media/content/content-deletion.ts';
import type { ContentStore } from '../../media/content/content-store.ts';
import { unusedTtlMs } from '../../media/create-media.ts';
import { instant } from '../../platform/instant.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import { type Storage, StorageUnavailable, type Transaction } from '../../storage/storage.ts';
import { mediaKind } from '../records/conversation-kinds.ts';
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
    if (record.kind !== 'media' || (await isKnown(deps, record))) {
      kept.push(record);
      continue;
    }
    const sid = String(record.values['sid']);
    const size = await storeWithRetries(deps, source, record, sid);
    if (size === record.values['size']) {
      stored.push(sid);
      kept.push(record);
    } else
      problems.push(
        size === undefined
          ? `${sid}: the source has no content of it`
          : `${sid}: its content has ${size} bytes, not ${String(record.values['size'])}`,
      );
  }
  return { records: kept, stored, problems };
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
      return content && (await storeContent(deps, sid, content));
    } catch (error) {
      if (attempt >= maxAttempts || error instanceof StorageUnavailable || error instanceof TransferError)
        throw error;
    }
  }
}

/** Keeps content, in the transaction that writes the rows of its media. */
export async function retainMedia(transaction: Transaction, sids: readonly string[]): Promise<void> {
  for (const sid of sids)
    if (!(await retainContent(transaction, sid)))
      throw new TransferError(`The content of ${sid} is being deleted. Import again.`);
}

async function isKnown(
  { storage, accountSid }: MediaDeps,
  { serviceSid, values }: TransferRecord,
): Promise<boolean> {
  return storage.read(async (reader) => {
    const key = serviceKey({ accountSid, chatServiceSid: serviceSid ?? '' });
    const service = await reader.one(serviceExists, key);
    if (service === undefined) return false;
    const sids = JSON.stringify([values['sid']]);
    return (await reader.all(mediaKind.find, { owner: service.id, sids })).length > 0;
  });
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
