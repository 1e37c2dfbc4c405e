import type { SessionUser } from './session.ts';

/** Maximum numbers of sessions in this process. */
export interface MaxSessions {
  readonly total: number;
  readonly perAccount: number;
  readonly perIdentity: number;
}

/** Counts the sessions of the process, of each account and of each identity. */
export class SessionLimits {
  readonly #max: MaxSessions;
  readonly #byAccount = new Map<string, number>();
  readonly #byIdentity = new Map<string, number>();
  #total = 0;

  constructor(max: MaxSessions) {
    this.#max = max;
  }

  get total(): number {
    return this.#total;
  }

  /** Returns the function that frees the place, which must be called once; undefined if there is no place. */
  acquire({ accountSid, serviceSid, identity }: SessionUser): (() => void) | undefined {
    const user = JSON.stringify([serviceSid, identity]);
    const [ofAccount, ofUser] = [this.#byAccount.get(accountSid) ?? 0, this.#byIdentity.get(user) ?? 0];
    const { total, perAccount, perIdentity } = this.#max;
    if (this.#total >= total || ofAccount >= perAccount || ofUser >= perIdentity) return undefined;
    this.#add(accountSid, user, 1);
    return () => this.#add(accountSid, user, -1);
  }

  #add(accountSid: string, user: string, change: 1 | -1): void {
    this.#total += change;
    addTo(this.#byAccount, accountSid, change);
    addTo(this.#byIdentity, user, change);
  }
}

function addTo(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
