import type { Clock } from '../../platform/clock.ts';
import type { Credential } from '../../platform/credential.ts';
import type { Storage, Write } from '../../storage/storage.ts';
import { apiKeyTable, findCredential } from './store.ts';

/** Milliseconds for which a key that was read is believed to be there still, where others may delete it. */
export const cacheTtlMs = 3000;

/** Keys that are remembered. */
const maxCachedKeys = 1000;

/** The form of the SIDs that we make; what has another is not even looked for. */
const keySidPattern = /^SK[0-9a-f]{32}$/;

interface CachedKey {
  readonly credential: Credential;
  readonly readAt: number;
}

interface KeyRingOptions {
  readonly storage: Pick<Storage, 'exclusive' | 'read' | 'onWrite'>;
  readonly clock: Clock;
  /** From the configuration; only keys of an account among them open anything. */
  readonly credentials: readonly Credential[];
}

/**
 * Finds credentials by their SID: configured ones, and the keys in the database. Those are kept in memory:
 * until this process changes them when no other can, else for {@link cacheTtlMs}.
 */
export class KeyRing {
  readonly #configured: ReadonlyMap<string, Credential>;
  readonly #storage: KeyRingOptions['storage'];
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #cached = new Map<string, CachedKey>();
  /** How often keys have changed: what was read before a change must not be remembered after it. */
  #changeCount = 0;

  constructor({ storage, clock, credentials }: KeyRingOptions) {
    this.#configured = new Map(credentials.map((credential) => [credential.sid, credential]));
    this.#storage = storage;
    this.#clock = clock;
    this.#ttlMs = storage.exclusive ? Number.POSITIVE_INFINITY : cacheTtlMs;
    storage.onWrite((writes) => this.#onWrite(writes));
  }

  /** Answers at once what is at hand, and nothing for what cannot be a key. */
  find(sid: string): Credential | undefined | Promise<Credential | undefined> {
    const configured = this.#configured.get(sid);
    if (configured !== undefined) return configured;
    const cached = this.#cached.get(sid);
    if (cached !== undefined) {
      // Either way: a clock that is set back must not prolong anything.
      if (Math.abs(this.#clock.now() - cached.readAt) < this.#ttlMs) return cached.credential;
      this.#cached.delete(sid);
    }
    return keySidPattern.test(sid) ? this.#read(sid) : undefined;
  }

  async #read(sid: string): Promise<Credential | undefined> {
    const [changeCount, readAt] = [this.#changeCount, this.#clock.now()];
    const found = await this.#storage.read((reader) => reader.one(findCredential, { sid }));
    // Whoever takes an account out of the configuration does not want its keys to go on opening it.
    if (found === undefined || !this.#configured.has(found.account_sid)) return undefined;
    const credential = { sid, secret: found.secret, accountSid: found.account_sid };
    if (changeCount === this.#changeCount) this.#cache({ credential, readAt });
    return credential;
  }

  #cache(key: CachedKey): void {
    const [first] = this.#cached.keys();
    if (first !== undefined && this.#cached.size >= maxCachedKeys) this.#cached.delete(first);
    this.#cached.set(key.credential.sid, key);
  }

  #onWrite(writes: readonly Write[]): void {
    for (const { statement, row } of writes) {
      if (statement.table.name !== apiKeyTable.name) continue;
      this.#changeCount++;
      this.#cached.delete(String(row['sid']));
    }
  }
}
