import type { StorageObserver } from './health.ts';

export interface OpenOptions {
  /** Is notified of outages. */
  readonly observer?: StorageObserver;
  /** Names the same database without the pooler that its URL goes through, for what needs a session: signals. */
  readonly directUrl?: string | undefined;
  /** Bounds the pages of a database in this process that are kept in memory; only SQLite has such a cache. */
  readonly pageCacheBytes?: number;
}
