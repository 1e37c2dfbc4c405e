import type { ContentStore } from '../media/content/content-store.ts';
import type { Outage } from '../observe/outage.ts';

/** The content store, which reports to `outage` whether it can be used. */
export const watchContentStore = (store: ContentStore, outage: Outage): ContentStore => ({
  put: (sid, content) => outage.watch('write', store.put(sid, content)),
  open: (sid, range) => outage.watch('read', store.open(sid, range)),
  remove: (sid) => outage.watch('write', store.remove(sid)),
  close: () => store.close(),
});
