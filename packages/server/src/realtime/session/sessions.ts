import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '@colloquy/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../platform/clock.ts';
import { TickBatcher } from '../../platform/tick-batcher.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { maxMessageBytes, maxWaitingSockets, pingIntervalMs } from './limits.ts';
import type { EndReason, SessionListener, SessionUser } from './session.ts';

/** The path at which clients connect. */
const socketPath = '/v3/wsconnect';

/** The interval in which expiry and keys are checked, and in which a part of the sessions is pinged. */
const checkIntervalMs = 1000;

/** How many sessions may be open. */
interface SessionLimits {
  readonly maxSessions: number;
  readonly maxSessionsPerIdentity: number;
}

interface SessionsOptions {
  readonly clock: Clock;
  readonly nextSid: () => string;
  readonly verifyToken: ConnectionOptions['verifyToken'];
  /** Whether the key that signed the tokens of sessions still exists. */
  readonly keyExists: (keySid: string) => boolean | Promise<boolean>;
  readonly baseUrl: (request: IncomingMessage) => string;
  readonly limits: SessionLimits;
  readonly listener: SessionListener;
  /** Called when a connection has ended. @param seconds since its token was accepted; undefined when none was. */
  readonly onEnd: (sid: string, reason: EndReason, seconds: number | undefined) => void;
  readonly onOpen: (sid: string) => void;
  readonly onError: (error: unknown) => void;
}

/** What is known of a connection. */
interface Entry {
  /** Whose token was accepted; undefined before that. */
  user?: SessionUser;
  openedAt?: number;
}

/** All connections of this process. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #batcher = new TickBatcher();
  readonly #connections = new Map<Connection, Entry>();
  readonly #countByIdentity = new Map<string, number>();
  #openCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #tick = 0;
  #draining = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.check().catch(this.#options.onError);
    }, checkIntervalMs).unref();
  }

  /** Closes all connections at once. */
  stop(): void {
    clearInterval(this.#timer);
    this.#draining = true;
    for (const connection of this.#connections.keys()) connection.drain();
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** Takes over a socket whose client asks for a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refuse = (status: string) => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    // Without a listener, a socket that fails would end the process.
    socket.on('error', () => socket.destroy());
    const waiting = this.#connections.size - this.#openCount;
    if (request.url?.split('?')[0] !== socketPath) refuse('404 Not Found');
    else if (this.#draining || waiting >= maxWaitingSockets || !(socket instanceof Socket))
      refuse('503 Service Unavailable');
    else
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        this.#add(webSocket, socket, request);
      });
  }

  /** Closes connections one after the other, in a part of the given time, so that their clients come back spread. */
  async drain(milliseconds: number): Promise<void> {
    this.#draining = true;
    const connections = [...this.#connections.keys()];
    const batch = Math.ceil((connections.length * checkIntervalMs) / 10 / Math.max(milliseconds / 2, 1));
    for (let index = 0; index < connections.length; index += batch) {
      for (const connection of connections.slice(index, index + batch))
        if (!connection.isBusy) connection.drain();
      await delay(checkIntervalMs / 10, undefined, { ref: false });
    }
  }

  /** Ends the sessions whose token has expired or whose key was deleted, and pings a part of the others. */
  async check(): Promise<void> {
    const { clock, keyExists } = this.#options;
    const now = clock.now();
    const rounds = pingIntervalMs / checkIntervalMs;
    this.#tick = (this.#tick + 1) % rounds;
    let index = 0;
    const byKey = new Map<string, Connection[]>();
    for (const [connection, { openedAt }] of this.#connections) {
      if (openedAt === undefined) continue;
      connection.checkExpiry(now);
      if (index++ % rounds === this.#tick) connection.ping();
      if (connection.state !== 'open') continue;
      const { keySid } = connection.user;
      const ofKey = byKey.get(keySid);
      if (ofKey === undefined) byKey.set(keySid, [connection]);
      else ofKey.push(connection);
    }
    for (const [keySid, connections] of byKey) {
      if (await keyExists(keySid)) continue;
      const status = { code: 401, status: 'UNAUTHORIZED', description: 'The API key was deleted' } as const;
      for (const connection of connections) connection.close(status);
    }
  }

  #add(webSocket: WebSocket, socket: Socket, request: IncomingMessage): void {
    const { nextSid, baseUrl, verifyToken, listener, onOpen, onEnd, onError } = this.#options;
    const entry: Entry = {};
    const connection = new Connection(webSocket, socket, {
      sid: nextSid(),
      baseUrl: baseUrl(request),
      batcher: this.#batcher,
      listener,
      verifyToken,
      admit: (user) => this.#admit(entry, user),
      onOpen: ({ sid }) => {
        entry.openedAt = performance.now();
        onOpen(sid);
      },
      onEnd: (ended, reason) => {
        this.#remove(ended, entry);
        const seconds =
          entry.openedAt === undefined ? undefined : (performance.now() - entry.openedAt) / 1000;
        onEnd(ended.sid, reason, seconds);
      },
      onError,
    });
    this.#connections.set(connection, entry);
  }

  /** @throws ApiError 20429. */
  #admit(entry: Entry, user: SessionUser): void {
    const { maxSessions, maxSessionsPerIdentity } = this.#options.limits;
    const key = identityKey(user);
    const count = this.#countByIdentity.get(key) ?? 0;
    if (this.#openCount >= maxSessions || count >= maxSessionsPerIdentity) throw new ApiError(20429);
    entry.user = user;
    this.#openCount++;
    this.#countByIdentity.set(key, count + 1);
  }

  #remove(connection: Connection, { user }: Entry): void {
    this.#connections.delete(connection);
    if (user === undefined) return;
    const key = identityKey(user);
    const count = (this.#countByIdentity.get(key) ?? 1) - 1;
    this.#openCount--;
    if (count === 0) this.#countByIdentity.delete(key);
    else this.#countByIdentity.set(key, count);
  }
}

const identityKey = ({ serviceSid, identity }: SessionUser): string => `${serviceSid}/${identity}`;
