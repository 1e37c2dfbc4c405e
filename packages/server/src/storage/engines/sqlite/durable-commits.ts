import type { DatabaseSync } from 'node:sqlite';
import { errorReason } from '../../../platform/error-reason.ts';
import { StorageUnavailable } from '../../storage.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { LogFile } from './log-file.ts';
import type { ReadSnapshot } from './read-snapshot.ts';
import type { SqliteReader } from './transaction.ts';

/** What commits to a file need beside the connection that writes it. */
export interface DurableFile {
  readonly log: LogFile;
  readonly snapshot: ReadSnapshot;
  readonly checkpoints: Checkpoints;
}

/**
 * Makes commits durable without holding the thread while the disk writes. Until a commit is on disk, reads see the
 * database before it, because a power failure may still undo it.
 *
 * A failed sync is final: the system may have dropped what it could not write, and a second sync would succeed without it.
 */
export class DurableCommits {
  readonly #database: DatabaseSync;
  readonly #file: DurableFile | undefined;
  /** Whether there are hidden commits that no sync covers. */
  #mustSync = false;
  #syncing: Promise<void> | undefined;
  #failure: StorageUnavailable | undefined;

  /**
   * @param database its commits write to the log and do not sync it.
   * @param file undefined for a database in memory, which has nothing to sync.
   */
  constructor(database: DatabaseSync, file: DurableFile | undefined) {
    this.#database = database;
    this.#file = file;
  }

  /** Whether a commit is not on disk yet. */
  get isSyncing(): boolean {
    return this.#syncing !== undefined;
  }

  /** Sees what is on disk while later changes are under way; undefined when there are none. */
  get reader(): SqliteReader | undefined {
    return this.#file?.snapshot.isTaken === true ? this.#file.snapshot.reader : undefined;
  }

  /** @throws StorageUnavailable after a failed sync. */
  assertIntact(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits while the log begins again. To be called before a transaction. */
  async logIsOpen(): Promise<void> {
    await this.#file?.checkpoints.restarting;
  }

  /** Waits for the sync that is under way. @throws StorageUnavailable after a failed sync. */
  async onDisk(): Promise<void> {
    await this.#syncing;
    this.assertIntact();
  }

  /** Hides the commits that follow from reads until {@link sync} has resolved. */
  hideCommits(): void {
    if (this.#file?.snapshot.isTaken === false) this.#file.snapshot.take();
    this.#mustSync = true;
  }

  /** Resolves when the disk has the hidden commits. One sync runs at a time. @throws StorageUnavailable. */
  async sync(): Promise<void> {
    this.assertIntact();
    if (this.#file === undefined) return;
    if (!this.#mustSync) return this.#file.snapshot.release();
    this.#mustSync = false;
    const synced = this.#sync(this.#file);
    // Others wait for the end of it, and see the failure with their next step.
    this.#syncing = synced.catch(() => {});
    await synced;
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await this.#file?.checkpoints.stop();
    this.#file?.log.close();
    // The last connection that can write copies the log into the database. After a failed sync, the log may not be what
    // it seems, so that the next start has to judge it.
    if (this.#failure === undefined) this.#file?.snapshot.close();
    this.#database.close();
    if (this.#failure !== undefined) this.#file?.snapshot.close();
  }

  async #sync({ log, snapshot, checkpoints }: DurableFile): Promise<void> {
    try {
      await log.sync();
    } catch (error) {
      this.#failure = new StorageUnavailable(
        `The database could not be written to disk (${errorReason(error)}). Check the disk, then restart the server.`,
        { cause: error, fault: 'damaged' },
      );
      void checkpoints.stop();
      throw this.#failure;
    } finally {
      this.#syncing = undefined;
    }
    checkpoints.scheduleCheckpoint();
    // The next group may be open already, and its changes are on the connection that reads use otherwise.
    if (this.#database.isTransaction) snapshot.take();
    else snapshot.release();
  }
}
