import type { CommitListeners } from './commit-effects.ts';
import { type StorageFault, StorageUnavailable } from './storage.ts';

export type StorageAccess = 'read' | 'write';

/** Receives what the accesses to a database show about it. */
export interface StorageObserver {
  onUnavailable(access: StorageAccess, error: StorageUnavailable): void;
  /** An access has succeeded, and no other has failed since it began. */
  onAvailable(access: StorageAccess): void;
}

/** What an engine does to find out whether the database can be used. */
interface Checks {
  read(): Promise<unknown>;
  /** Writes something, and restores it. */
  write(): Promise<unknown>;
}

/**
 * What is wrong with a database, by the errors of the accesses to it: an engine passes each access through `watch`. The
 * errors of an outage are many and alike, so a fault is one state that ends with the next successful write, or stays.
 */
export class StorageHealth {
  readonly #observer: StorageObserver | undefined;
  #fault: StorageFault | undefined;
  #failures = 0;
  #check: Promise<boolean> | undefined;

  constructor(listeners: CommitListeners, observer: StorageObserver | undefined) {
    this.#observer = observer;
    listeners.addForWrites(() => this.#observeWrite());
  }

  /** Observes an access, and returns its promise. */
  watch<Result>(access: StorageAccess, work: Promise<Result>): Promise<Result> {
    const failures = this.#failures;
    // Before the first failure nothing can be over, and the callback would cost each access a microtask.
    const onSuccess = failures > 0 ? () => this.#observeSuccess(access, failures) : undefined;
    void work.then(onSuccess, (error: unknown) => {
      if (error instanceof StorageUnavailable) this.#observeFailure(access, error);
    });
    return work;
  }

  /** After a failed write it writes: requests, which would show that it works again, go elsewhere. */
  async isUsable({ read, write }: Checks): Promise<boolean> {
    if (this.#fault === 'damaged') return false;
    if (this.#fault === undefined) {
      await read();
      return true;
    }
    this.#check ??= write()
      .then(
        () => this.#observeWrite(),
        () => false,
      )
      .finally(() => {
        this.#check = undefined;
      });
    return this.#check;
  }

  #observeFailure(access: StorageAccess, error: StorageUnavailable): void {
    this.#failures++;
    if (this.#fault !== 'damaged') this.#fault = error.fault ?? this.#fault;
    this.#observer?.onUnavailable(access, error);
  }

  #observeSuccess(access: StorageAccess, failures: number): void {
    // The intact parts of a damaged file can be read, which does not make it intact.
    if (this.#failures === failures && this.#fault !== 'damaged') this.#observer?.onAvailable(access);
  }

  /** Returns whether the database can be used. */
  #observeWrite(): boolean {
    if (this.#fault === 'unwritable') this.#fault = undefined;
    return this.#fault === undefined;
  }
}
