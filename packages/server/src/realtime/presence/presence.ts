import { appendEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { changeReachability, lockReachableUserBy } from '../../resources/user/change-reachability.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Transaction } from '../../storage/storage.ts';
import { scopeOf } from '../hub/watched-object.ts';
import type { EndReason, Session } from '../session/session.ts';
import { ProcessSigns } from './process-signs.ts';
import {
  addSession,
  countSessions,
  findReachableService,
  findSessionsOfProcess,
  removeSession,
  type StoredSession,
} from './store.ts';

/**
 * The time that a user whose socket was lost stays online. A client reconnects within about a second, and a page that is
 * loaded again within two or three; without the wait, each time would notify all webhooks and watchers twice.
 */
const graceMs = 3000;

/** The sessions that one round removes. */
const batchSize = 100;

/** A session that is open in this process, as it is stored while its service wants to know who is online. */
type OpenSession = Promise<StoredSession | undefined>;

/**
 * Keeps who is online, for services that want to know. A user is online while a session of theirs is open in any process;
 * the sessions of a process that has ended are removed by the others, or by the next one.
 */
export class Presence {
  readonly #deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;
  readonly #signs: ProcessSigns;
  readonly #open = new Map<Session, OpenSession>();
  /** The users of sessions whose services did not want to know who is online, by the SID of the service. */
  readonly #uncounted = new Map<string, Map<Session, string>>();
  /** When the sockets of sessions were lost. */
  readonly #lost = new Map<StoredSession, number>();

  constructor(deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>) {
    this.#deps = deps;
    this.#signs = new ProcessSigns(deps);
  }

  async opened(session: Session, userSid: string): Promise<void> {
    const adding = this.#addIfWanted(session, userSid);
    this.#open.set(session, adding);
    await adding;
  }

  async closed(session: Session, reason: EndReason): Promise<void> {
    const opened = this.#open.get(session);
    this.#open.delete(session);
    // A session that could not be added has no row.
    const stored = await opened?.catch(() => undefined);
    this.#forgetUncounted(session);
    if (stored === undefined) return;
    this.#lost.set(stored, this.#deps.clock.now());
    if (reason === 'client') await this.#removeLost(stored);
  }

  /**
   * The periodic job that says that this process is alive, removes sessions whose clients have not come back and those of
   * processes that are not alive, and begins to count those of services that want to know who is online since then.
   */
  readonly keepAlive = async (): Promise<boolean> => {
    const now = this.#deps.clock.now();
    const due = [...this.#lost].filter(([, since]) => Math.abs(now - since) >= graceMs).slice(0, batchSize);
    await Promise.all(due.map(([stored]) => this.#removeLost(stored)));
    if (due.length === batchSize) return true;
    if (!this.#signs.isDue(now)) return false;
    const { before, isNew } = await this.#signs.give(now, this.#open.size + this.#lost.size > 0);
    if (isNew) await this.#addAgain(before);
    await this.#addLate();
    for (const sid of await this.#signs.findLost(now))
      if (await this.#removeSessionsOf(sid)) return this.#signs.repeat();
    return false;
  };

  /** Leaves the sessions of this process to others, so that users who reconnect to one of them stay online. */
  async stop(): Promise<void> {
    await this.#signs.end(this.#deps.clock.now() + graceMs);
  }

  async #addIfWanted(session: Session, userSid: string): OpenSession {
    const service = await this.#findService(session);
    if (service !== undefined) return await this.#add(session, userSid, service);
    const { serviceSid } = session.user;
    const users = this.#uncounted.get(serviceSid) ?? new Map<Session, string>();
    this.#uncounted.set(serviceSid, users.set(session, userSid));
    return undefined;
  }

  /** Resolves with undefined if the service of a session does not want to know who is online. */
  #findService(session: Session) {
    return this.#deps.storage.read((reader) => reader.one(findReachableService, scopeOf(session)));
  }

  async #add(
    session: Session,
    userSid: string,
    { id: service_id }: { readonly id: number },
  ): Promise<StoredSession> {
    const { clock } = this.#deps;
    const { accountSid: account_sid, serviceSid: service_sid } = session.user;
    const stored = { sid: session.sid, service_id, user_sid: userSid, service_sid, account_sid };
    await this.#signs.ensure(clock.now());
    try {
      await this.#store(stored);
    } catch (error) {
      // The database may have committed it all the same.
      this.#lost.set(stored, clock.now());
      throw error;
    }
    return stored;
  }

  async #store(stored: StoredSession): Promise<void> {
    await this.#deps.storage.write(async (transaction) => {
      const user = await this.#lockUser(transaction, stored);
      if (user === undefined) return;
      // It has a row of an earlier name of this process when others have taken it for lost.
      await transaction.remove(removeSession, stored);
      await transaction.insert(addSession, { ...stored, process_sid: this.#signs.sid });
      const events = await changeReachability(transaction, user, { isOnline: true });
      appendEvents(transaction, this.#contextOf(stored, user.identity), events);
    });
  }

  async #removeLost(stored: StoredSession): Promise<void> {
    await this.#remove(stored);
    this.#lost.delete(stored);
  }

  async #remove(stored: StoredSession): Promise<void> {
    await this.#deps.storage.write(async (transaction) => {
      const user = await this.#lockUser(transaction, stored);
      await transaction.remove(removeSession, stored);
      const left = await transaction.one(countSessions, stored);
      if (user === undefined || left?.count !== 0) return;
      const events = await changeReachability(transaction, user, { isOnline: false });
      appendEvents(transaction, this.#contextOf(stored, user.identity), events);
    });
  }

  /** Others may have removed the sessions of this process under its earlier name. */
  async #addAgain(before: string): Promise<void> {
    for (const stored of [...this.#open.values()]) {
      const session = await stored;
      if (session !== undefined) await this.#store(session);
    }
    await this.#removeSessionsOf(before);
  }

  /** Adds the sessions that were opened before their service wanted to know who is online. */
  async #addLate(): Promise<void> {
    for (const users of [...this.#uncounted.values()]) {
      const [first] = users.keys();
      const service = first && (await this.#findService(first));
      if (service === undefined) continue;
      for (const [session, userSid] of [...users]) {
        if (session.hasEnded) continue;
        const adding = this.#add(session, userSid, service);
        this.#open.set(
          session,
          adding.catch(() => undefined),
        );
        await adding;
        this.#forgetUncounted(session);
      }
    }
  }

  #forgetUncounted(session: Session): void {
    const { serviceSid } = session.user;
    const users = this.#uncounted.get(serviceSid);
    users?.delete(session);
    if (users?.size === 0) this.#uncounted.delete(serviceSid);
  }

  /** Removes some sessions of a process that has ended, and at last the process. Returns whether there may be more. */
  async #removeSessionsOf(processSid: string): Promise<boolean> {
    const sessions = await this.#deps.storage.read((reader) =>
      reader.all(findSessionsOfProcess, { process_sid: processSid, limit: batchSize }),
    );
    await Promise.all(sessions.map((session) => this.#remove(session)));
    if (sessions.length === batchSize) return true;
    await this.#signs.forget(processSid);
    return false;
  }

  #lockUser(transaction: Transaction, { account_sid, service_sid, user_sid }: StoredSession) {
    const key = { account_sid, chat_service_sid: service_sid, identifier: user_sid };
    return transaction.lock(lockReachableUserBy.sid, key);
  }

  #contextOf({ account_sid: accountSid, service_sid: serviceSid }: StoredSession, identity: string) {
    const time = instant(this.#deps.clock.now());
    return { accountSid, serviceSid, time, actor: identity, source: 'SDK', webhookEnabled: true } as const;
  }
}
