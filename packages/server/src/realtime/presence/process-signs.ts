import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { addProcess, findLostProcesses, removeProcess, setProcessSeen } from './store.ts';

/** How often a process says that it is alive. */
const intervalMs = 10_000;

/** The time without a sign of life after which the sessions of a process count as closed. */
const lostAfterMs = 60_000;

/** The lost processes that one query finds. */
const batchSize = 100;

/** Says that this process is alive, and finds processes that are not. */
export class ProcessSigns {
  readonly #deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;
  #sid: string;
  #checkedAt: number | undefined;
  #givenAt: number | undefined;

  constructor(deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>) {
    this.#deps = deps;
    this.#sid = deps.sids.next('PR');
  }

  /** The name of this process, which is another one after others may have taken it for lost. */
  get sid(): string {
    return this.#sid;
  }

  /** Whether a sign, and a look at the others, is due. */
  isDue(now: number): boolean {
    return this.#checkedAt === undefined || Math.abs(now - this.#checkedAt) >= intervalMs;
  }

  /** Makes the next look due at once. */
  repeat(): true {
    this.#checkedAt = undefined;
    return true;
  }

  /** Says that this process is alive if it has not done so within the interval. */
  async ensure(now: number): Promise<void> {
    if (this.#givenAt === undefined || Math.abs(now - this.#givenAt) >= intervalMs) await this.#give(now);
  }

  /**
   * Says that this process is alive, if it has sessions.
   *
   * @returns whether it has another name than before, because the last sign is so old that others may have taken it for
   * lost. They may be removing its sessions at this moment.
   */
  async give(
    now: number,
    hasSessions: boolean,
  ): Promise<{ readonly before: string; readonly isNew: boolean }> {
    const before = this.#sid;
    this.#checkedAt = now;
    const isNew = this.#givenAt !== undefined && Math.abs(now - this.#givenAt) >= lostAfterMs && hasSessions;
    if (isNew) this.#sid = this.#deps.sids.next('PR');
    if (hasSessions) await this.#give(now);
    return { before, isNew };
  }

  /** The other processes that have given no sign for long, or whose time is not that of this process. */
  async findLost(now: number): Promise<string[]> {
    const [before, after] = [instant(now - lostAfterMs), instant(now + lostAfterMs)];
    const found = await this.#deps.storage.read((reader) =>
      reader.all(findLostProcesses, { before, after, limit: batchSize }),
    );
    return found.map(({ sid }) => sid).filter((sid) => sid !== this.#sid);
  }

  async forget(sid: string): Promise<void> {
    await this.#deps.storage.write((transaction) => transaction.remove(removeProcess, { sid }));
  }

  /** Lets others take this process for lost at a time. */
  async end(at: number): Promise<void> {
    if (this.#givenAt === undefined) return;
    await this.#write(at - lostAfterMs);
  }

  async #give(now: number): Promise<void> {
    await this.#write(now);
    this.#givenAt = now;
  }

  async #write(seen: number): Promise<void> {
    const row = { sid: this.#sid, date_seen: instant(seen) };
    await this.#deps.storage.write(async (transaction) => {
      if (!(await transaction.update(setProcessSeen, row))) await transaction.insert(addProcess, row);
    });
  }
}
