import { registerUpload, retainContent } from '../../media/content/content-deletion.ts';
import type { ContentStore } from '../../media/content/content-store.ts';
import { unusedTtlMs } from '../../media/create-media.ts';
import { instant } from '../../platform/instant.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import type { Storage, Transaction } from '../../storage/storage.ts';
import { mediaKind } from '../records/conversation-kinds.ts';
import type { TransferRecord } from '../records/kinds.ts';
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
  const kept = await Promise.all(
    records.map(async (record) => {
      if (record.kind !== 'media' || (await isKnown(deps, record))) return record;
      const sid = String(record.values['sid']);
      const content = await source.openMedia(record);
      const size = content === undefined ? undefined : await storeContent(deps, sid, content);
      if (size === undefined) problems.push(`${sid}: the source has no content of it`);
      else if (size !== record.values['size'])
        problems.push(`${sid}: its content has ${size} bytes, not ${String(record.values['size'])}`);
      else stored.push(sid);
      return stored.includes(sid) ? record : undefined;
    }),
  );
  return { records: kept.filter((record) => record !== undefined), stored, problems };
}

/** Keeps content, in the transaction that writes the rows of its media. */
export async function retainMedia(transaction: Transaction, sids: readonly string[]): Promise<void> {
  for (const sid of sids)
    if (!(await retainContent(transaction, sid)))
      throw new TypeError(`The content of ${sid} is being deleted by another process.`);
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
