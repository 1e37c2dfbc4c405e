import type { Socket } from 'node:net';
import { ApiError } from '@colloquy/contract';
import type { WebSocket } from 'ws';
import type { AccessToken } from '../../accounts/access-tokens/token-verifier.ts';
import type { TickBatcher } from '../../platform/tick-batcher.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameHeader } from '../codec/frame.ts';
import { frameId } from '../codec/notification.ts';
import { websocketMessage } from '../codec/websocket-message.ts';
import {
  expiryNoticeMs,
  initTimeoutMs,
  maxBytesBeforeInit,
  maxQueuedBytes,
  maxRequestsInFlight,
  silenceTimeoutMs,
} from './limits.ts';
import { Outbox } from './outbox.ts';
import { readRequest } from './read-request.ts';
import { refusal, statusText } from './reply-status.ts';
import type { CloseStatus, EndReason, Session, SessionListener, SessionUser } from './session.ts';
import { actions, isInput, type State } from './states.ts';

export interface ConnectionOptions {
  readonly sid: string;
  readonly baseUrl: string;
  readonly batcher: TickBatcher;
  readonly listener: SessionListener;
  readonly verifyToken: (token: string) => Promise<AccessToken>;
  /** Called with the user of an accepted token. @throws ApiError 20429 when too many sessions are open. */
  readonly admit: (user: SessionUser) => void;
  /** Called when the token has been accepted. */
  readonly onOpen: (connection: Connection) => void;
  /** Called once, when nothing is sent or received any more. */
  readonly onEnd: (connection: Connection, reason: EndReason) => void;
  readonly onError: (error: unknown) => void;
}

const accepted = { code: 200, status: 'OK' };

/** One socket of a client, from its first byte to its last. */
export class Connection implements Session {
  readonly sid: string;
  readonly baseUrl: string;
  readonly #socket: Socket;
  readonly #webSocket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #outbox: Outbox;
  readonly #initTimer: NodeJS.Timeout;
  #state: State = 'waiting';
  #token: AccessToken | undefined;
  #expiryAnnounced = false;
  #requestsInFlight = 0;
  #heardAt = performance.now();
  #endReason: EndReason = 'client';

  constructor(webSocket: WebSocket, socket: Socket, options: ConnectionOptions) {
    this.sid = options.sid;
    this.baseUrl = options.baseUrl;
    this.#socket = socket;
    this.#webSocket = webSocket;
    this.#options = options;
    this.#outbox = new Outbox({
      socket,
      batcher: options.batcher,
      maxBytes: maxQueuedBytes,
      onOverflow: () => this.#drop('slow'),
    });
    this.#initTimer = setTimeout(() => this.#drop('timeout'), initTimeoutMs).unref();
    socket.on('data', this.#guard);
    webSocket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#receive(data);
    });
    // What `ws` refuses has closed the socket.
    webSocket.on('error', () => {
      this.#endReason = 'protocol';
    });
    webSocket.on('close', () => this.#ended());
  }

  /** @throws Error before a token has been accepted. */
  get user(): SessionUser {
    if (this.#token === undefined) throw new Error('Invariant violated: a session without a token');
    return this.#token;
  }

  get state(): State {
    return this.#state;
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Whether a request of the client has no reply yet. */
  get isBusy(): boolean {
    return this.#requestsInFlight > 0;
  }

  send(message: Buffer): void {
    this.#outbox.send(message);
  }

  close(status: CloseStatus): void {
    this.#end('ended', status);
  }

  /** Ends the connection because the server stops: the client connects again, to another process. */
  drain(): void {
    this.#finish('drained', 1001);
  }

  /** Asks for a sign of life, and ends the connection of a peer that has given none for too long. */
  ping(): void {
    if (this.#state !== 'open') return;
    if (performance.now() - this.#heardAt > silenceTimeoutMs) this.#drop('silent');
    else this.#sendFrame({ method: 'ping', id: frameId() });
  }

  /** Tells the client that its token is about to expire, or ends the connection. @param now milliseconds. */
  checkExpiry(now: number): void {
    if (this.#state !== 'open' || this.#token === undefined) return;
    const left = this.#token.expiresAt - now;
    if (left <= 0) this.#end('expired', { code: 410, status: 'TOKEN_EXPIRED' });
    else if (left <= expiryNoticeMs && !this.#expiryAnnounced) {
      this.#expiryAnnounced = true;
      const update = { method: 'client_update', client_update_type: 'token_about_to_expire' };
      this.#sendFrame({ ...update, id: frameId() });
    }
  }

  /** A peer without a token cannot make the server hold more than a few kilobytes. */
  readonly #guard = (): void => {
    if (this.#socket.bytesRead > maxBytesBeforeInit && this.#state === 'waiting') this.#drop('protocol');
  };

  #receive(data: Buffer): void {
    const frame = decodeFrame(data);
    const method = frame?.header['method'];
    const input = frame === undefined ? 'malformed' : isInput(method) ? method : 'unknown';
    this.#heardAt = performance.now();
    const action = actions[this.#state][input];
    if (action === 'reject') this.#finish('protocol', 1002);
    else if (action === 'end') this.#finish('client', 1000);
    else if (frame !== undefined && action !== 'note' && action !== 'drop') this.#handle(action, frame);
  }

  #handle(action: 'start' | 'renew' | 'request' | 'confirm' | 'refuse', frame: Frame): void {
    const { onError } = this.#options;
    if (action === 'start') this.#start(frame).catch(onError);
    else if (action === 'renew') this.#renew(frame).catch(onError);
    else if (action === 'request') this.#request(frame).catch(onError);
    else if (action === 'confirm') this.#reply(frame, { status: accepted });
    else
      this.#reply(frame, {
        status: { code: 401, status: 'UNAUTHORIZED', description: 'The first frame is init' },
      });
  }

  async #start(frame: Frame): Promise<void> {
    this.#state = 'starting';
    try {
      const token = await this.#verify(frame);
      this.#options.admit(token);
      this.#token = token;
      await this.#options.listener.opened(this);
    } catch (error) {
      this.#replyError(frame, error);
      this.#finish('refused', 1000);
      return;
    }
    if (this.#state !== 'starting') {
      // The client has gone meanwhile.
      this.#options.listener.closed(this);
      return;
    }
    this.#state = 'open';
    this.#options.onOpen(this);
    clearTimeout(this.#initTimer);
    this.#socket.off('data', this.#guard);
    const known = frame.header['continuation_token'];
    this.#reply(frame, {
      status: accepted,
      // Nothing is continued by it: each object is continued from the event that the client names.
      continuation_token: this.sid,
      continuation_token_status:
        typeof known === 'string'
          ? { reissued: false, reissue_message: '' }
          : { reissued: true, reissue_reason: 'MISSING', reissue_message: 'The client sent no token' },
      capabilities: ['client_update'],
    });
  }

  async #renew(frame: Frame): Promise<void> {
    try {
      const token = await this.#verify(frame);
      const { user } = this;
      if (
        token.identity !== user.identity ||
        token.serviceSid !== user.serviceSid ||
        token.accountSid !== user.accountSid
      )
        throw new ApiError(20403, 'The token is of another user or service');
      this.#token = token;
      this.#expiryAnnounced = false;
      this.#reply(frame, { status: accepted });
    } catch (error) {
      this.#replyError(frame, error);
    }
  }

  #verify({ header: { token } }: Frame): Promise<AccessToken> {
    if (typeof token !== 'string') throw new ApiError(20101);
    return this.#options.verifyToken(token);
  }

  async #request(frame: Frame): Promise<void> {
    this.#requestsInFlight++;
    if (this.#requestsInFlight >= maxRequestsInFlight) this.#webSocket.pause();
    try {
      const request = readRequest(frame);
      if (request === undefined) return this.#reply(frame, { status: { code: 400, status: 'BAD_REQUEST' } });
      const { status, body } = await this.#options.listener.request(this, request);
      this.#reply(
        frame,
        {
          status: accepted,
          http_status: { code: status, status: statusText(status, body) },
          http_headers: { 'Content-Type': 'application/json; charset=utf-8' },
        },
        body,
      );
    } finally {
      this.#requestsInFlight--;
      if (this.#requestsInFlight < maxRequestsInFlight) this.#webSocket.resume();
    }
  }

  #replyError(frame: Frame, error: unknown): void {
    if (!(error instanceof ApiError)) this.#options.onError(error);
    const { status, payload } = refusal(error);
    this.#reply(frame, { status }, payload);
  }

  #reply(frame: Frame, header: FrameHeader, payload = ''): void {
    const { id } = frame.header;
    this.#sendFrame(
      { method: 'reply', id: typeof id === 'string' ? id.slice(0, 100) : '', ...header },
      payload,
    );
  }

  #sendFrame(header: FrameHeader, payload = ''): void {
    this.#outbox.send(websocketMessage(encodeFrame(header, payload)));
  }

  #end(reason: EndReason, status: CloseStatus): void {
    if (this.#state === 'closed') return;
    this.#sendFrame({ method: 'close', id: frameId(), status });
    this.#finish(reason, 1000);
  }

  /** Closes the socket after what has been sent. */
  #finish(reason: EndReason, code: number): void {
    if (this.#state === 'closed') return;
    this.#outbox.flush();
    this.#leave(reason);
    this.#webSocket.close(code);
  }

  /** Closes the socket at once, without waiting for a peer that may not read. */
  #drop(reason: EndReason): void {
    if (this.#state === 'closed') return;
    this.#leave(reason);
    this.#webSocket.terminate();
  }

  #leave(reason: EndReason): void {
    this.#endReason = reason;
    this.#ended();
  }

  #ended(): void {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    clearTimeout(this.#initTimer);
    this.#outbox.close();
    if (wasOpen) this.#options.listener.closed(this);
    this.#options.onEnd(this, this.#endReason);
  }
}
