import type { Clock } from '../../platform/clock.ts';
import type { Credential } from '../../platform/credential.ts';
import type { Storage, Write } from '../../storage/storage.ts';
import { findCredential, keyTable } from './store.ts';

/** Milliseconds for which a key that was read is believed to be there still, where others may delete it. */
export const keyLife = 3000;

/** Keys that are remembered. */
const most = 1000;

/** The form of the SIDs that we make; what has another is not even looked for. */
const sidOfKey = /^SK[0-9a-f]{32}$/;

interface Remembered {
  readonly credential: Credential;
  readonly readAt: number;
}

interface KeyRingOptions {
  readonly storage: Pick<Storage, 'soleOwner' | 'read' | 'onWrite'>;
  readonly clock: Clock;
  /** From the configuration; only keys of an account among them open anything. */
  readonly credentials: readonly Credential[];
}

/**
 * Finds credentials by their SID: configured ones, and the keys in the database. Those are kept in memory:
 * until this process changes them when no other can, else for {@link keyLife}.
 */
export class KeyRing {
  readonly #configured: ReadonlyMap<string, Credential>;
  readonly #storage: KeyRingOptions['storage'];
  readonly #clock: Clock;
  readonly #life: number;
  readonly #remembered = new Map<string, Remembered>();
  /** How often keys have changed: what was read before a change must not be remembered after it. */
  #changes = 0;

  constructor({ storage, clock, credentials }: KeyRingOptions) {
    this.#configured = new Map(credentials.map((credential) => [credential.sid, credential]));
    this.#storage = storage;
    this.#clock = clock;
    this.#life = storage.soleOwner ? Number.POSITIVE_INFINITY : keyLife;
    storage.onWrite((writes) => this.#written(writes));
  }

  /** Answers at once what is at hand, and nothing for what cannot be a key. */
  find(sid: string): Credential | undefined | Promise<Credential | undefined> {
    const configured = this.#configured.get(sid);
    if (configured !== undefined) return configured;
    const remembered = this.#remembered.get(sid);
    if (remembered !== undefined) {
      // Either way: a clock that is set back must not prolong anything.
      if (Math.abs(this.#clock.now() - remembered.readAt) < this.#life) return remembered.credential;
      this.#remembered.delete(sid);
    }
    return sidOfKey.test(sid) ? this.#read(sid) : undefined;
  }

  async #read(sid: string): Promise<Credential | undefined> {
    const [changes, readAt] = [this.#changes, this.#clock.now()];
    const found = await this.#storage.read((reader) => reader.one(findCredential, { sid }));
    // Whoever takes an account out of the configuration does not want its keys to go on opening it.
    if (found === undefined || !this.#configured.has(found.account_sid)) return undefined;
    const credential = { sid, secret: found.secret, accountSid: found.account_sid };
    if (changes === this.#changes) this.#remember({ credential, readAt });
    return credential;
  }

  #remember(key: Remembered): void {
    const [first] = this.#remembered.keys();
    if (first !== undefined && this.#remembered.size >= most) this.#remembered.delete(first);
    this.#remembered.set(key.credential.sid, key);
  }

  #written(writes: readonly Write[]): void {
    for (const { statement, row } of writes) {
      if (statement.table.name !== keyTable.name) continue;
      this.#changes++;
      this.#remembered.delete(String(row['sid']));
    }
  }
}
