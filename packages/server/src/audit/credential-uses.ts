import type { Clock } from '../platform/clock.ts';
import { type Instant, instant } from '../platform/instant.ts';
import type { Storage } from '../storage/storage.ts';
import { type AuditRecord, auditLog } from './audit-log.ts';
import { countPeriodAt } from './count-period.ts';

/** Addresses that the uses of one credential in one period are counted for; those from others are counted together. */
const maxAddresses = 20;

/**
 * Credentials whose refusals in one period are counted for each; those of others are counted together. It bounds what
 * strangers can add to the log to twice as many entries in an hour.
 */
const maxRefusedCredentials = 20;

interface CredentialUsesOptions {
  readonly storage: Pick<Storage, 'write'>;
  readonly clock: Clock;
}

/** Requests that are counted together. */
interface Count {
  readonly kind: 'use' | 'refusal';
  readonly accountSid: string | null;
  readonly actor: string | null;
  readonly address: string | null;
  /** Requests that no entry stands for yet. */
  pending: number;
  /** Whether the period has an entry already. */
  isRecorded: boolean;
}

/**
 * Counts the requests of each credential, and those that were refused. The first one in an hour gets an entry with the
 * next flush, and the others together when the hour has passed. A process that is killed loses the latter.
 */
export class CredentialUses {
  readonly #storage: CredentialUsesOptions['storage'];
  readonly #clock: Clock;
  /** By credential and address. */
  readonly #uses = new Map<string, Map<string, Count>>();
  /** By credential; by an empty text for all others. */
  readonly #refusals = new Map<string, Count>();
  /** Whether a count waits for its first entry. */
  #hasNew = false;
  #period: number;

  constructor({ storage, clock }: CredentialUsesOptions) {
    this.#storage = storage;
    this.#clock = clock;
    this.#period = countPeriodAt(clock.now());
  }

  /** Counts a request with valid credentials. */
  countUse(accountSid: string, actor: string, address: string | undefined = ''): void {
    let counts = this.#uses.get(actor);
    if (counts === undefined) {
      counts = new Map();
      this.#uses.set(actor, counts);
    }
    let count = counts.get(address);
    if (count === undefined) {
      const key = counts.size < maxAddresses ? address : '';
      count = counts.get(key) ?? this.#newCount({ kind: 'use', accountSid, actor, address: key || null });
      counts.set(key, count);
    }
    count.pending++;
  }

  /**
   * Counts a request without valid credentials.
   *
   * @param credential the one whose secret was wrong; undefined if the request names none that exists.
   */
  countRefusal(
    credential: { readonly accountSid: string; readonly actor: string } | undefined,
    address: string | undefined,
  ): void {
    const isKnown = credential !== undefined && this.#refusals.has(credential.actor);
    const named = isKnown || this.#refusals.size < maxRefusedCredentials ? credential : undefined;
    const key = named?.actor ?? '';
    let count = this.#refusals.get(key);
    if (count === undefined) {
      const { accountSid = null, actor = null } = named ?? {};
      count = this.#newCount({ kind: 'refusal', accountSid, actor, address: address ?? null });
      this.#refusals.set(key, count);
    }
    count.pending++;
  }

  /** Appends the entries that are due. */
  async flush(): Promise<void> {
    const period = countPeriodAt(this.#clock.now());
    if (period !== this.#period) {
      await this.flushAll();
      this.#period = period;
    } else if (this.#hasNew) {
      this.#hasNew = false;
      const first = this.#all().filter(({ isRecorded }) => !isRecorded);
      await this.#append(first).catch((error: unknown) => {
        this.#hasNew = true;
        throw error;
      });
    }
  }

  /** Appends entries for everything that has been counted, and begins a new period. */
  async flushAll(): Promise<void> {
    await this.#append(this.#all());
    for (const [actor, counts] of this.#uses) {
      this.#beginPeriod(counts);
      if (counts.size === 0) this.#uses.delete(actor);
    }
    this.#beginPeriod(this.#refusals);
  }

  /** Keeps what has been counted since the entries were created. */
  #beginPeriod(counts: Map<string, Count>): void {
    for (const [key, count] of counts) {
      if (count.pending === 0) counts.delete(key);
      else {
        count.isRecorded = false;
        this.#hasNew = true;
      }
    }
  }

  #newCount(key: Omit<Count, 'pending' | 'isRecorded'>): Count {
    this.#hasNew = true;
    return { ...key, pending: 0, isRecorded: false };
  }

  #all(): Count[] {
    return [
      ...[...this.#uses.values()].flatMap((counts) => [...counts.values()]),
      ...this.#refusals.values(),
    ];
  }

  async #append(counts: readonly Count[]): Promise<void> {
    const due = counts.filter(({ pending }) => pending > 0);
    if (due.length === 0) return;
    const time = instant(this.#clock.now());
    const records = due.map((count) => toRecord(count, time));
    await this.#storage.write(async (transaction) => {
      for (const record of records) transaction.append(auditLog, record);
    });
    for (const [index, count] of due.entries()) {
      // Requests may have been counted during the commit.
      count.pending -= records[index]?.count ?? 0;
      count.isRecorded = true;
    }
  }
}

const toRecord = ({ kind, accountSid, actor, address, pending }: Count, time: Instant): AuditRecord => ({
  time,
  kind,
  account_sid: accountSid,
  actor,
  address,
  request_id: null,
  operation: null,
  service_sid: null,
  object_sid: null,
  parameters: '[]',
  error_code: null,
  count: pending,
});
