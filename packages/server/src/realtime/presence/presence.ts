import { instant } from '../../platform/instant.ts';
import { lockUserBy } from '../../resources/user/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Session } from '../session/session.ts';
import { changeReachability } from './change-reachability.ts';
import {
  addProcess,
  addSession,
  countSessions,
  findLostProcesses,
  findReachableService,
  findSessionsOfProcess,
  removeProcess,
  removeSession,
  setProcessSeen,
} from './store.ts';

/** How often a process says that it is alive. */
const heartbeatMs = 10_000;

/** The time without a sign of life after which the sessions of a process count as closed. */
const lostAfterMs = 60_000;

/** The sessions that one round removes of each lost process. */
const batchSize = 100;

/** A session as its row has it. */
interface StoredSession {
  readonly sid: string;
  readonly service_id: number;
  readonly user_sid: string;
  readonly service_sid: string;
  readonly account_sid: string;
}

/**
 * Keeps who is online, for services that want to know. A user is online while a session of theirs is open in any process;
 * the sessions of a process that has died are removed by the others, or by the next one.
 */
export class Presence {
  readonly #deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;
  readonly #processSid: string;
  readonly #open = new Map<Session, Promise<StoredSession | undefined>>();
  #checkedAt: number | undefined;
  #beatAt: number | undefined;

  constructor(deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>) {
    this.#deps = deps;
    this.#processSid = deps.sids.next('PR');
  }

  async opened(session: Session, userSid: string): Promise<void> {
    const opening = this.#add(session, userSid);
    this.#open.set(session, opening);
    await opening;
  }

  async closed(session: Session): Promise<void> {
    const opening = this.#open.get(session);
    this.#open.delete(session);
    // A session that could not be added has no row.
    const stored = await opening?.catch(() => undefined);
    if (stored !== undefined) await this.#remove(stored);
  }

  /** The periodic job that says that this process is alive, and removes the sessions of those that are not. */
  readonly keepAlive = async (): Promise<boolean> => {
    const { storage, clock } = this.#deps;
    const now = clock.now();
    if (this.#checkedAt !== undefined && Math.abs(now - this.#checkedAt) < heartbeatMs) return false;
    this.#checkedAt = now;
    if (this.#open.size > 0) await this.#beat(now);
    const [before, after] = [instant(now - lostAfterMs), instant(now + lostAfterMs)];
    const lost = await storage.read((reader) =>
      reader.all(findLostProcesses, { before, after, limit: batchSize }),
    );
    for (const { sid } of lost) if (sid !== this.#processSid) await this.#removeProcess(sid);
    return false;
  };

  /** Removes what this process has stored, before it ends. */
  async stop(): Promise<void> {
    if (this.#beatAt !== undefined) await this.#removeProcess(this.#processSid);
  }

  async #add(session: Session, userSid: string): Promise<StoredSession | undefined> {
    const { storage, clock } = this.#deps;
    const { accountSid: account_sid, serviceSid: service_sid } = session.user;
    const scope = { account_sid, chat_service_sid: service_sid };
    const service = await storage.read((reader) => reader.one(findReachableService, scope));
    if (service === undefined) return undefined;
    // Others must not take this process for lost.
    if (this.#beatAt === undefined || Math.abs(clock.now() - this.#beatAt) > heartbeatMs)
      await this.#beat(clock.now());
    const stored = { sid: session.sid, service_id: service.id, user_sid: userSid, service_sid, account_sid };
    await storage.write(async (transaction) => {
      const user = await transaction.lock(lockUserBy.sid, { ...scope, identifier: userSid });
      if (user === undefined) return;
      await transaction.insert(addSession, { ...stored, process_sid: this.#processSid });
      await changeReachability(transaction, user, { isOnline: true }, contextOf(stored, clock.now()));
    });
    return stored;
  }

  async #beat(now: number): Promise<void> {
    const row = { sid: this.#processSid, date_seen: instant(now) };
    await this.#deps.storage.write(async (transaction) => {
      if (!(await transaction.update(setProcessSeen, row))) await transaction.insert(addProcess, row);
    });
    this.#beatAt = now;
  }

  async #remove(stored: StoredSession): Promise<void> {
    const { storage, clock } = this.#deps;
    const scope = { account_sid: stored.account_sid, chat_service_sid: stored.service_sid };
    await storage.write(async (transaction) => {
      const user = await transaction.lock(lockUserBy.sid, { ...scope, identifier: stored.user_sid });
      await transaction.remove(removeSession, stored);
      const left = await transaction.one(countSessions, stored);
      if (user !== undefined && left?.count === 0)
        await changeReachability(transaction, user, { isOnline: false }, contextOf(stored, clock.now()));
    });
  }

  async #removeProcess(sid: string): Promise<void> {
    const { storage } = this.#deps;
    for (;;) {
      const sessions = await storage.read((reader) =>
        reader.all(findSessionsOfProcess, { process_sid: sid, limit: batchSize }),
      );
      if (sessions.length === 0) break;
      await Promise.all(sessions.map((session) => this.#remove(session)));
    }
    await storage.write((transaction) => transaction.remove(removeProcess, { sid }));
  }
}

const contextOf = ({ account_sid, service_sid }: StoredSession, now: number) => ({
  accountSid: account_sid,
  serviceSid: service_sid,
  now,
});
