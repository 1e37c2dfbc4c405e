import type { ContentStore } from '../media/content/content-store.ts';
import type { Outage } from '../observe/outage.ts';
import type { Storage, TransactionRunner } from '../storage/storage.ts';

/** The storage, which reports to `outage` whether the database can be used. */
export function watchStorage(storage: Storage, outage: Outage): Storage {
  const watchRunner = (runner: TransactionRunner): TransactionRunner => ({
    read: (work) => outage.watch('read', runner.read(work)),
    write: (work) => outage.watch('write', runner.write(work)),
  });
  return {
    ...watchRunner(storage),
    background: watchRunner(storage.background),
    exclusive: storage.exclusive,
    isUsable: () => storage.isUsable(),
    onAppend: (log, listener) => storage.onAppend(log, listener),
    onWrite: (listener) => storage.onWrite(listener),
    close: () => storage.close(),
    [Symbol.asyncDispose]: () => storage.close(),
  };
}

/** The content store, which reports to `outage` whether it can be used. */
export const watchContentStore = (store: ContentStore, outage: Outage): ContentStore => ({
  put: (sid, content) => outage.watch('write', store.put(sid, content)),
  open: (sid, range) => outage.watch('read', store.open(sid, range)),
  remove: (sid) => outage.watch('write', store.remove(sid)),
  close: () => store.close(),
});
