import { shareRuns } from '../platform/shared-runs.ts';
import { ping } from './ping.ts';
import { type Storage, type StorageFault, StorageUnavailable } from './storage.ts';
import { probeWrites } from './write-probe.ts';

/** Anyone can request checks of a database that cannot be written, and each writes a long text. */
const maxProbeShare = 0.1;

/** One access of each kind is measured in this time: enough for quantiles, and too few to slow down the others. */
const measureIntervalMs = 20;

export type StorageAccess = 'read' | 'write';

/** Receives what the accesses to a database show about it. */
export interface StorageObserver {
  onUnavailable(access: StorageAccess, error: StorageUnavailable): void;
  /** An access has succeeded, and no other has failed since it began. */
  onAvailable(access: StorageAccess): void;
  /** An access has ended, successful or not, after so many milliseconds. Some accesses are measured, not all. */
  onMeasured(access: StorageAccess, milliseconds: number): void;
}

/**
 * What is wrong with a database, by the errors of the accesses to it: an engine passes each access through `watch`. The
 * errors of an outage are many and alike, so a fault is one state that ends with a probe that succeeds, or stays.
 */
export class StorageHealth {
  readonly #observer: StorageObserver | undefined;
  #fault: StorageFault | undefined;
  #failures = 0;
  readonly #measuredAt = { read: 0, write: 0 };
  readonly #storage: Pick<Storage, 'read' | 'write'>;
  readonly #probe: () => Promise<void>;

  constructor(storage: Pick<Storage, 'read' | 'write'>, observer: StorageObserver | undefined) {
    this.#storage = storage;
    this.#observer = observer;
    this.#probe = shareRuns(() => probeWrites((work) => storage.write(work)), maxProbeShare);
  }

  /** Observes an access, and returns its promise. */
  watch<Result>(access: StorageAccess, work: Promise<Result>): Promise<Result> {
    this.#measure(access, work);
    const failures = this.#failures;
    // Before the first failure nothing can be over, and the callback would cost each access a microtask.
    const onSuccess = failures > 0 ? () => this.#observeSuccess(access, failures) : undefined;
    void work.then(onSuccess, (error: unknown) => {
      if (error instanceof StorageUnavailable) this.#observeFailure(access, error);
    });
    return work;
  }

  #measure(access: StorageAccess, work: Promise<unknown>): void {
    const observer = this.#observer;
    const start = performance.now();
    if (observer === undefined || start - this.#measuredAt[access] < measureIntervalMs) return;
    this.#measuredAt[access] = start;
    const end = () => observer.onMeasured(access, performance.now() - start);
    void work.then(end, end);
  }

  /** After a failed write it writes: requests, which would show that it works again, go elsewhere. */
  async isUsable(): Promise<boolean> {
    if (this.#fault === undefined) await this.#storage.read((reader) => reader.one(ping, {}));
    else if (this.#fault === 'unwritable')
      await this.#probe().then(
        () => this.#observeProbe(),
        () => {},
      );
    return this.#fault === undefined;
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

  /** A disk that is full has room for the short writes of background work, so that other writes show nothing. */
  #observeProbe(): void {
    if (this.#fault === 'unwritable') this.#fault = undefined;
  }
}
