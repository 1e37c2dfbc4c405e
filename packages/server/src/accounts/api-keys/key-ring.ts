import type { Clock } from '../../platform/clock.ts';
import type { Storage, Write } from '../../storage/storage.ts';
import type { Credential } from '../credential.ts';
import { findTestAccountToken } from '../store.ts';
import { apiKeyTable, findCredential } from './store.ts';

/** How long a key is cached where other processes may delete it. */
const cacheTtlMs = 3000;

const maxCachedKeys = 1000;

/** The forms of generated SIDs. Others are not looked up. */
const [keySidPattern, accountSidPattern] = [/^SK[0-9a-f]{32}$/, /^AC[0-9a-f]{32}$/];

interface CachedKey {
  readonly credential: Credential;
  readonly readAt: number;
}

interface KeyRingOptions {
  readonly storage: Pick<Storage, 'exclusive' | 'read' | 'onWrite'>;
  readonly clock: Clock;
  /** Configured credentials. Keys in the database are valid only for accounts among them, and test accounts. */
  readonly credentials: readonly Credential[];
  /** Whether accounts that a test has created are valid. */
  readonly testAccounts: boolean;
}

/**
 * Finds credentials by their SID: configured ones, and API keys and test accounts in the database. Those of the database are
 * cached until this process changes them if no other process can, otherwise for {@link cacheTtlMs}.
 */
export class KeyRing {
  readonly #configured: ReadonlyMap<string, Credential>;
  readonly #storage: KeyRingOptions['storage'];
  readonly #clock: Clock;
  readonly #testAccounts: boolean;
  readonly #ttlMs: number;
  readonly #cached = new Map<string, CachedKey>();
  /** Number of changes to keys. A read that began before a change must not enter the cache after it. */
  #changeCount = 0;

  constructor({ storage, clock, credentials, testAccounts }: KeyRingOptions) {
    this.#configured = new Map(credentials.map((credential) => [credential.sid, credential]));
    this.#storage = storage;
    this.#clock = clock;
    this.#testAccounts = testAccounts;
    this.#ttlMs = storage.exclusive ? Number.POSITIVE_INFINITY : cacheTtlMs;
    storage.onWrite((writes) => this.#onWrite(writes));
  }

  /** Returns configured and cached credentials, and undefined for malformed SIDs, without a promise. */
  find(sid: string): Credential | undefined | Promise<Credential | undefined> {
    const configured = this.#configured.get(sid);
    if (configured !== undefined) return configured;
    const cached = this.#cached.get(sid);
    if (cached !== undefined) {
      // The absolute value, because a clock that is set back must not extend the time.
      if (Math.abs(this.#clock.now() - cached.readAt) < this.#ttlMs) return cached.credential;
      this.#cached.delete(sid);
    }
    if (keySidPattern.test(sid)) return this.#read(() => this.#readKey(sid));
    if (this.#testAccounts && accountSidPattern.test(sid)) return this.#read(() => this.#readAccount(sid));
    return undefined;
  }

  async #read(read: () => Promise<Credential | undefined>): Promise<Credential | undefined> {
    const [changeCount, readAt] = [this.#changeCount, this.#clock.now()];
    const credential = await read();
    if (credential !== undefined && changeCount === this.#changeCount) this.#cache({ credential, readAt });
    return credential;
  }

  async #readKey(sid: string): Promise<Credential | undefined> {
    const found = await this.#storage.read((reader) => reader.one(findCredential, { sid }));
    // Keys of an account that is no longer configured are not valid.
    if (found === undefined || (await this.find(found.account_sid)) === undefined) return undefined;
    return { sid, secret: found.secret, accountSid: found.account_sid };
  }

  async #readAccount(sid: string): Promise<Credential | undefined> {
    const found = await this.#storage.read((reader) => reader.one(findTestAccountToken, { sid }));
    return found && { sid, secret: found.auth_token, accountSid: sid };
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
