import { type ChainedEntry, findChainedAfter } from '../../audit/audit-log.ts';
import type { Reader } from '../../storage/storage.ts';

/** Entries that one query reads. */
const pageSize = 1000;

/** Reads all entries of a database, oldest first. */
export async function* readEntries(reader: Reader): AsyncGenerator<ChainedEntry, void> {
  for (let position = 0; ; ) {
    const page = await reader.all(findChainedAfter, { position, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    position = last.position;
  }
}
