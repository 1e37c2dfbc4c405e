import type { Storage } from '../storage/storage.ts';
import { findEntriesAfter } from './audit-log.ts';
import { emptyHead, hashEntry } from './chain.ts';
import { addChain, addLink, chainKey, findUnchained, lockChain, setChain } from './chain-store.ts';

/** Entries that one transaction adds to the chain. */
const batchSize = 500;

/**
 * Creates the periodic job that adds new entries to the chain, in their order in the log, which is commit order. One
 * process at a time does so, and no request waits for it.
 */
export const extendChain =
  ({ storage }: { readonly storage: Storage }) =>
  async (): Promise<boolean> => {
    // A read first, since usually nothing is new and a write would lock.
    const next = await storage.read((reader) => reader.one(findUnchained, chainKey));
    if (next === undefined) return false;
    return storage.background.write(async (transaction) => {
      // Does nothing unless this is the first entry.
      await transaction.insert(addChain, { ...chainKey, ...emptyHead });
      const head = await transaction.lock(lockChain, chainKey);
      if (head === undefined) return false;
      const entries = await transaction.all(findEntriesAfter, { position: head.position, limit: batchSize });
      let { position, hash } = head;
      for (const entry of entries) {
        position = entry.position;
        hash = hashEntry(hash, entry);
        await transaction.insert(addLink, { position, hash });
      }
      await transaction.update(setChain, { ...chainKey, position, hash });
      return entries.length === batchSize;
    });
  };
