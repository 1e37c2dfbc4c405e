import { eventLog, readEvents } from '../src/events/event-log.ts';
import { LogTail } from '../src/events/log-tail.ts';
import { decodeFrame } from '../src/realtime/codec/twilsock-frame.ts';
import { Hub } from '../src/realtime/hub/hub.ts';
import { type SyncObject, syncObject } from '../src/realtime/read-model/sync-object.ts';
import type { CloseStatus, Session } from '../src/realtime/session/session.ts';
import { conversationResource } from '../src/resources/conversation/handlers.ts';
import { messageResource } from '../src/resources/message/handlers.ts';
import { participantResource } from '../src/resources/participant/handlers.ts';
import { serviceResource } from '../src/resources/service/handlers.ts';
import { findUserSid } from '../src/resources/user/store.ts';
import { remove } from '../src/storage/statement.ts';
import type { Storage } from '../src/storage/storage.ts';
import { integer, table } from '../src/storage/table.ts';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from './harness.ts';

const removeEvent = remove(table(eventLog.name, { position: integer() }, ['position']));

/** A session that keeps what it is sent. */
export interface RecordedSession extends Session {
  /** The payloads of the notifications, in order. */
  readonly payloads: unknown[];
  /** Why the server has ended the session. */
  readonly endings: CloseStatus[];
}

export type HubWorld = Awaited<ReturnType<typeof createHubWorld>>;

/** A hub on a database, in memory unless given, and the changes that it announces. */
export async function createHubWorld(url?: string) {
  const deps = await makeDeps(url);
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const held = new Set<Promise<void>>();
  const storage: Pick<Storage, 'read' | 'exclusive'> = {
    // Like a database that other processes can write, so that the tail looks for a log that has become shorter.
    exclusive: false,
    read: async (work) => {
      const result = await deps.storage.read(work);
      await Promise.all(held);
      return result;
    },
  };
  const tail = new LogTail({
    storage: { exclusive: false, read: (work) => deps.storage.read(work) },
    onError,
  });
  await tail.start();
  const hub = new Hub({
    storage,
    tail,
    maxSubscriptionsPerSession: 100,
    metrics: { countSessionEvents: () => {}, observeReplay: () => {}, countResumeFailure: () => {} },
    onError,
  });
  hub.start();
  const creation = { ...requestIn(''), parameters: { friendlyName: 'Test' } };
  const service: string = bodyOf(await operationsOf(deps, serviceResource).create(creation)).sid;
  const conversations = operationsOf(deps, conversationResource);
  const participants = operationsOf(deps, participantResource);
  const messages = operationsOf(deps, messageResource);
  const within = (sid: string, identifier = '') => ({
    ...requestIn(service, identifier),
    parents: { ConversationSid: sid },
  });
  const deleteEvents = async (isDeleted: (position: number) => boolean) => {
    const events = await deps.storage.read((reader) => readEvents(reader, 0, 1000));
    await deps.storage.write(async (transaction) => {
      for (const { position } of events)
        if (isDeleted(position)) await transaction.remove(removeEvent, { position });
    });
  };
  let count = 0;

  return {
    hub,
    deps,
    errors,
    service,
    scope: { account_sid: account, chat_service_sid: service },

    /** Opens a session of a user. */
    open(identity: string): RecordedSession {
      const [payloads, endings]: [unknown[], CloseStatus[]] = [[], []];
      const session = {
        sid: `TS${++count}`,
        user: { accountSid: account, serviceSid: service, identity, keySid: 'SK1' },
        baseUrl: 'http://localhost',
        hasChangedUser: false,
        hasEnded: false,
        unsentBytes: 0,
        payloads,
        endings,
        send: (frame: Buffer) => void payloads.push(payloadOf(frame)),
        drop: () => {},
        close: (status: CloseStatus) => void endings.push(status),
      };
      hub.add(session);
      return session;
    },

    /** Subscribes a session, and sends the answers. */
    async watch(...request: Parameters<Hub['watch']>): Promise<void> {
      const sendAnswers = await hub.watch(...request);
      sendAnswers();
    },

    /** Holds back the results of the hub's reads, old and new, until the returned function is called. */
    holdReads(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.add(promise);
      return () => {
        held.delete(promise);
        resolve();
      };
    },

    /** Lets the hub read the log to its end. */
    async settle(): Promise<void> {
      await tail.poll();
      await hub.settle();
    },

    async createConversation(...identities: string[]): Promise<string> {
      const { sid } = bodyOf(await conversations.create({ ...requestIn(service), parameters: {} }));
      for (const identity of identities) await this.join(sid, identity);
      return sid;
    },
    async deleteConversation(sid: string): Promise<void> {
      await conversations.delete({ ...requestIn(service, sid), parameters: {} });
    },
    async join(sid: string, identity: string): Promise<string> {
      return bodyOf(await participants.create({ ...within(sid), parameters: { identity } })).sid;
    },
    async leave(sid: string, identity: string): Promise<void> {
      await participants.delete({ ...within(sid, identity), parameters: {} });
    },
    /** The position of the newest event. */
    head: () => tail.newest(),
    oldest: () => tail.oldest(),

    /** Deletes the events up to a position, as the retention does. */
    prune: (position: number) => deleteEvents((each) => each <= position),

    /** Deletes the events after a position: the log of a database that has been restored. */
    restore: (position: number) => deleteEvents((each) => each > position),

    /** The list of a user's conversations. */
    async listOf(identity: string): Promise<SyncObject> {
      const key = { account_sid: account, chat_service_sid: service, identifier: identity };
      const user = await deps.storage.read((reader) => reader.one(findUserSid.identity, key));
      return syncObject('conversations', user?.sid ?? '');
    },

    async post(sid: string, body: string): Promise<string> {
      return bodyOf(await messages.create({ ...within(sid), parameters: { body } })).sid;
    },

    async close(): Promise<void> {
      await hub.stop();
      await tail.stop();
      await deps.storage.close();
    },
  };
}

/** The JSON of a notification in a WebSocket frame. */
function payloadOf(frame: Buffer): unknown {
  const decoded = decodeFrame(frame.subarray(frame.indexOf('TWILSOCK')));
  return JSON.parse(decoded?.payload ?? '');
}
