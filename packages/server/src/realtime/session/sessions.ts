import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError, toPrintable } from '@colloquy/contract';
import type { WebSocketServer } from 'ws';
import { writeError } from '../../http/parser-errors.ts';
import { TickBatcher } from '../../platform/tick-batcher.ts';
import { notFound } from '../../rest/not-found.ts';
import { withoutQuery } from '../../rest/without-query.ts';
import type { Peer } from './client-description.ts';
import { Connection } from './connection.ts';
import type { ConnectionDeps, FrameCounts } from './connection-deps.ts';
import { DueChecks } from './due-checks.ts';
import { HeldBytes } from './held-bytes.ts';
import type { EndReason, RevokedReason, SessionUser } from './session.ts';
import { type MaxSessions, SessionLimits } from './session-limits.ts';
import { createWebSocketServer } from './websocket-server.ts';

/** The path that clients add to the host of the server. */
const path = '/v3/wsconnect';
/** Sockets whose client has not been accepted. With more, the oldest is dropped: a client needs it for a moment only. */
const maxPendingSockets = 1000;
/** How often each session looks at the time. */
const checkIntervalMs = 1000;
/** While the server stops, the sessions look at the time this often. */
const drainIntervalMs = 25;
/** How long the requests in flight may take when the server stops. */
const maxRequestMsAtStop = 4000;
/** How long a stop waits for clients to close their sockets. */
const stopTimeoutMs = 5000;

export interface SessionsOptions
  extends Pick<ConnectionDeps<Connection>, 'verifyToken' | 'clock' | 'listener' | 'nextFrameId'> {
  readonly maxSessions: MaxSessions;
  readonly nextSid: () => string;
  /** URL of the server as the client of a request reaches it. */
  readonly baseUrl: (request: IncomingMessage) => string;
  readonly requestId: () => string;
  /** Whether the API key and the service of a user's token still exist; undefined if they do. */
  readonly findRevokedReason: (user: SessionUser) => Promise<RevokedReason | undefined>;
  readonly onError: (error: unknown) => void;
  readonly onOpen: (session: Connection) => void;
  /** @param seconds undefined for a connection that has not become a session. */
  readonly onEnd: (session: Connection, reason: EndReason, seconds: number | undefined) => void;
  /** Maximum number of bytes that all sessions together may make the server hold. */
  readonly maxHeldBytes: number;
  /** The monotonic clock unless given. */
  readonly uptime?: () => number;
}

/** What metrics show. */
interface SessionCounts extends Readonly<FrameCounts> {
  readonly open: number;
  readonly unsentBytes: number;
  /** With the frames that are not complete, and the requests in progress. */
  readonly heldBytes: number;
}

/** The WebSockets of this process. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #uptime: () => number;
  readonly #limits: SessionLimits;
  readonly #counts: FrameCounts = { in: 0, out: 0 };
  readonly #deps: ConnectionDeps<Connection>;
  readonly #checks: DueChecks<Connection>;
  readonly #heldBytes: HeldBytes<Connection>;
  /** All connections whose sockets are open. */
  readonly #connections = new Set<Connection>();
  /** Those whose clients have not been accepted, oldest first. */
  readonly #pending = new Set<Connection>();
  /** When the sessions were opened. */
  readonly #openedAt = new Map<Connection, number>();
  #webSocketServer: WebSocketServer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDraining = false;
  #onEmpty: (() => void) | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#uptime = options.uptime ?? (() => performance.now());
    this.#limits = new SessionLimits(options.maxSessions);
    this.#deps = {
      ...options,
      uptime: this.#uptime,
      batcher: new TickBatcher(),
      counts: this.#counts,
      onReceived: (bytes) => this.#heldBytes.onReceived(bytes),
      acquire: (user) => this.#limits.acquire(user),
      onOpen: (connection) => this.#onOpen(connection),
      onEnd: (connection, reason) => this.#onEnd(connection, reason),
      onClose: (connection) => this.#onClose(connection),
    };
    this.#heldBytes = new HeldBytes(this.#connections, options.maxHeldBytes, (connection) =>
      connection.drop('slow'),
    );
    this.#checks = new DueChecks(
      this.#connections,
      () => ({ uptime: this.#uptime(), now: options.clock.now() }),
      ({ pinged, heldBytes }) => {
        // Other processes can delete keys and services, too.
        this.#checkTokens(pinged);
        if (heldBytes > options.maxHeldBytes) this.#heldBytes.check();
      },
    );
  }

  /** The sessions whose clients were accepted, the newest last. */
  get openSessions(): readonly Connection[] {
    return [...this.#openedAt.keys()];
  }

  /** For metrics. */
  get counts(): SessionCounts {
    let [unsentBytes, heldBytes] = [0, 0];
    for (const connection of this.#connections) {
      unsentBytes += connection.unsentBytes;
      heldBytes += connection.heldBytes;
    }
    return { ...this.#counts, open: this.#openedAt.size, unsentBytes, heldBytes };
  }

  start(): void {
    this.#timer = this.#checks.start(checkIntervalMs);
  }

  /** Handles a request of the HTTP server to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { url = '/' } = request;
    if (withoutQuery(url).replace(/\/$/, '') !== path)
      writeError(socket, notFound(url), this.#options.requestId());
    else if (this.#webSocketServer !== undefined) this.#accept(this.#webSocketServer, request, socket, head);
    else void this.#acceptFirst(request, socket, head);
  }

  /** Does what has become due, by the clock and by real time. */
  runDue(): void {
    this.#checks.runAll();
  }

  /** Ends the sessions whose tokens an API key has signed. */
  endSessionsOfKey(keySid: string): void {
    for (const connection of this.#connections)
      if (connection.user.keySid === keySid) connection.revoke('key-deleted');
  }

  /** Ends the sessions whose API keys or services do not exist any more. */
  checkTokens(): void {
    this.#checkTokens([...this.#openedAt.keys()]);
  }

  /** Accepts no further sockets, and closes those that are open one after the other, within a time. */
  drain(graceMs: number): void {
    this.#isDraining = true;
    const now = this.#uptime();
    const stepMs = graceMs / Math.max(1, this.#connections.size);
    let at = now;
    for (const connection of this.#connections) {
      connection.drain(at, now + graceMs + maxRequestMsAtStop);
      at += stepMs;
    }
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.runDue(), drainIntervalMs).unref();
    this.runDue();
  }

  /** Closes all sockets, and resolves when they are closed; those whose clients do not react are dropped. */
  async stop(): Promise<void> {
    this.drain(0);
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
        setTimeout(resolve, stopTimeoutMs).unref();
      });
    }
    clearInterval(this.#timer);
    for (const connection of this.#connections) connection.drop('stopping');
  }

  /** Never rejects. */
  async #acceptFirst(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Node has removed its listeners from this socket; without one, an error would end the process.
    socket.on('error', () => socket.destroy());
    try {
      this.#webSocketServer ??= await createWebSocketServer();
      this.#accept(this.#webSocketServer, request, socket, head);
    } catch (error) {
      socket.destroy();
      this.#options.onError(error);
    }
  }

  #accept(server: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#isDraining) {
      writeError(socket, new ApiError(20503), this.#options.requestId());
      return;
    }
    server.handleUpgrade(request, socket, head, (websocket) => {
      const [oldest] = this.#pending;
      if (oldest !== undefined && this.#pending.size >= maxPendingSockets) oldest.drop('limit');
      const connection = new Connection(
        { sid: this.#options.nextSid(), baseUrl: this.#options.baseUrl(request), peer: peerOf(request) },
        websocket,
        socket,
        this.#deps,
      );
      this.#connections.add(connection);
      this.#pending.add(connection);
    });
  }

  #checkTokens(connections: readonly Connection[]): void {
    const byToken = Map.groupBy(connections, ({ user }) => `${user.keySid} ${user.serviceSid}`);
    for (const group of byToken.values()) void this.#checkGroup(group);
  }

  /** @param group sessions of one API key and one service. */
  async #checkGroup(group: readonly Connection[]): Promise<void> {
    const [first] = group;
    if (first === undefined) return;
    try {
      const reason = await this.#options.findRevokedReason(first.user);
      if (reason !== undefined) for (const connection of group) connection.revoke(reason);
    } catch (error) {
      // The next ping checks again.
      this.#options.onError(error);
    }
  }

  #onOpen(connection: Connection): void {
    this.#pending.delete(connection);
    this.#openedAt.set(connection, this.#uptime());
    this.#options.onOpen(connection);
  }

  #onEnd(connection: Connection, reason: EndReason): void {
    const openedAt = this.#openedAt.get(connection);
    this.#openedAt.delete(connection);
    const seconds = openedAt === undefined ? undefined : (this.#uptime() - openedAt) / 1000;
    this.#options.onEnd(connection, reason, seconds);
  }

  #onClose(connection: Connection): void {
    this.#connections.delete(connection);
    this.#pending.delete(connection);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }
}

const peerOf = ({ socket, headers }: IncomingMessage): Peer => ({
  address: socket.remoteAddress,
  userAgent: headers['user-agent'] && toPrintable(headers['user-agent']),
});
