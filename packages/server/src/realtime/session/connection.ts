import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { decodeFrame, type TwilsockFrame } from '../codec/twilsock-frame.ts';
import { encodePong } from '../codec/websocket-frame.ts';
import { filterAcknowledgements } from './acknowledgement-filter.ts';
import { answerRequest } from './answer-request.ts';
import { describeClient, type Peer, unknownClient } from './client-description.ts';
import { tokenOf } from './client-frames.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { maxBadFrames, maxBytesBeforeInit, maxUnsentBytesToStart } from './connection-limits.ts';
import { ConnectionTimers, type Moment } from './connection-timers.ts';
import { continuationStatus, continuationTokenOf } from './continuation-token.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { IncompleteFrame } from './incomplete-frame.ts';
import { Outbox } from './outbox.ts';
import { RenewalOrder } from './renewal-order.ts';
import * as frames from './server-frames.ts';
import {
  type CloseStatus,
  type EndReason,
  isSameUser,
  nobody,
  type RevokedReason,
  type Session,
} from './session.ts';
import { type ActionOf, type EventName, eventOfMethod, type State, transitions } from './transitions.ts';

/** One WebSocket, from its handshake until it is closed; a session once its client is accepted. */
export class Connection implements Session {
  readonly sid: string;
  readonly baseUrl: string;
  readonly peer: Peer;
  client = unknownClient;
  /** When its client was accepted, in milliseconds since the epoch. */
  openedAt = 0;
  hasChangedUser = false;
  hasEnded = false;
  readonly #deps: ConnectionDeps<Connection>;
  readonly #websocket: WebSocket;
  readonly #outbox: Outbox;
  readonly #requests: InFlightRequests;
  readonly #incomplete: IncompleteFrame;
  readonly #timers: ConnectionTimers;
  readonly #renewals = new RenewalOrder();
  #state: State = 'connecting';
  #user = nobody;
  #opened: Promise<void> | undefined;
  #releasePlace: (() => void) | undefined;
  #reason: EndReason | undefined;
  #badFrames = 0;
  #unsentBefore = 0;

  constructor(
    { sid, baseUrl, peer }: Pick<Connection, 'sid' | 'baseUrl' | 'peer'>,
    websocket: WebSocket,
    socket: Duplex,
    deps: ConnectionDeps<Connection>,
  ) {
    this.sid = sid;
    this.baseUrl = baseUrl;
    this.peer = peer;
    this.#deps = deps;
    this.#websocket = websocket;
    this.#timers = new ConnectionTimers(deps.uptime);
    this.#outbox = new Outbox(socket, deps.batcher);
    this.#requests = new InFlightRequests({
      canStartMore: () => socket.writableLength <= maxUnsentBytesToStart,
      onFull: () => websocket.pause(),
      onFree: () => websocket.resume(),
      onIdle: () => this.#onIdle(),
    });
    this.#incomplete = new IncompleteFrame(socket, maxBytesBeforeInit, {
      onExceeded: () => this.drop('protocol-error'),
      onReceived: deps.onReceived,
    });
    const canTake = () => this.#incomplete.bytes === 0 && transitions.reply[this.#state][1] === 'ignore';
    filterAcknowledgements(socket, canTake, (count) => {
      deps.counts.in += count;
      this.#timers.onHeard();
    });
    socket.on('drain', () => this.#requests.advance());
    websocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    websocket.on('ping', (data) => {
      this.#onFrame(data);
      this.#write(encodePong(data));
    });
    websocket.on('pong', (data) => this.#onFrame(data));
    // The library closes the socket itself after an error of the protocol.
    websocket.on('error', () => this.#fail());
    websocket.once('close', () => this.#onLost());
  }

  get user(): typeof nobody {
    return this.#user;
  }

  get unsentBytes(): number {
    return this.#outbox.unsentBytes;
  }

  /** What the client makes the server hold: what it has not taken, a frame that it has not completed, and its requests. */
  get heldBytes(): number {
    return this.unsentBytes + this.#incomplete.bytes + this.#requests.bytes;
  }

  send(frame: Buffer): void {
    if (this.#state === 'open' || this.#state === 'draining') this.#write(frame);
  }

  close(status: CloseStatus): void {
    this.#end('ended', status);
  }

  /** Ends the session because its token is no longer valid. */
  revoke(reason: RevokedReason): void {
    this.#end(reason, frames.closeStatuses[reason]);
  }

  /** Closes the connection at a time of the uptime, after its requests in flight or at a second time at the latest. */
  drain(at: number, deadline: number): void {
    this.#timers.onDrain(at, deadline);
    if (this.#state === 'connecting' || this.#state === 'verifying') this.#startDraining();
  }

  /** Destroys the socket. */
  drop(reason: EndReason): void {
    if (this.#next('dropped', reason) === 'drop') this.#websocket.terminate();
  }

  /** Does what has become due. Returns whether a ping was sent, and the key should be checked. */
  runDue(moment: Moment): boolean {
    let hasPinged = false;
    // What the client sends is not read meanwhile, so that only what it takes shows that it lives.
    const { unsentBytes } = this;
    if (this.#websocket.isPaused && (unsentBytes === 0 || unsentBytes < this.#unsentBefore))
      this.#timers.onHeard();
    this.#unsentBefore = unsentBytes;
    for (const event of this.#timers.takeDue(moment)) {
      if (event === 'ping') {
        this.#write(frames.pingFrame);
        hasPinged = true;
      } else if (event === 'expired') this.#end('expired', frames.closeStatuses.expired, event);
      else if (event === 'expiring') this.#warn();
      else if (event === 'drain') this.#startDraining();
      else if (event === 'overdue') this.#onOverdue();
      else if (this.#next(event, event) === 'drop') this.#websocket.terminate();
    }
    return hasPinged;
  }

  #next<Name extends EventName>(event: Name, reason: EndReason): ActionOf<Name> {
    const before = this.#state;
    const [after, action]: readonly [State, ActionOf<Name>] = transitions[event][before];
    if (after === before) return action;
    this.#state = after;
    if (after !== 'leaving' && after !== 'closed') return action;
    this.#reason ??= reason;
    if (before !== 'leaving') this.#stopServing(this.#reason);
    return action;
  }

  #stopServing(reason: EndReason): void {
    this.hasEnded = true;
    this.#timers.onLeave();
    this.#requests.clear();
    this.#releasePlace?.();
    const notify = () => this.#deps.listener.closed(this, reason);
    this.#opened?.then(notify, notify).catch(this.#deps.onError);
    this.#deps.onEnd(this, reason);
  }

  #write(frame: Buffer): void {
    if (this.#outbox.add(frame)) this.#deps.counts.out++;
    else this.drop('slow');
  }

  #onFrame({ length }: Buffer): void {
    this.#incomplete.onFrame(length);
    this.#timers.onHeard();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (!Buffer.isBuffer(data)) return;
    this.#onFrame(data);
    if (!isBinary) return;
    this.#deps.counts.in++;
    const frame = decodeFrame(data);
    const event = frame === undefined ? 'malformed' : eventOfMethod(frame.header.method);
    const action = this.#next(event, 'client');
    if (action === 'count-bad') this.#countBad();
    else if (frame === undefined) return;
    else if (action === 'verify') void this.#verify(frame);
    else if (action === 'renew') this.#requests.add(() => this.#renew(frame), data.length);
    else if (action === 'answer') this.#requests.add(() => this.#answer(frame), data.length);
    else if (action === 'confirm') this.#write(frames.encodeConfirmation(frame.header.id));
    else if (action === 'hang-up') this.#hangUp('client');
  }

  #countBad(): void {
    if (++this.#badFrames >= maxBadFrames) this.#fail();
  }

  /** Ends a connection whose client breaks the protocol. */
  #fail(): void {
    if (this.#next('tooManyBad', 'protocol-error') === 'hang-up') this.#hangUp('protocol-error');
  }

  /** Verifies the token of an init frame and opens the session. Never rejects. */
  async #verify(frame: TwilsockFrame): Promise<void> {
    const { id } = frame.header;
    try {
      const { expiresAt, ...user } = await this.#deps.verifyToken(tokenOf(frame));
      if (this.#state !== 'verifying') return;
      this.#releasePlace = this.#deps.acquire(user);
      if (this.#releasePlace === undefined) return this.#refuse(id, frames.tooManySessions, 'limit');
      this.#user = user;
      this.#opened = this.#deps.listener.opened(this);
      await this.#opened;
      if (this.#next('accepted', 'client') !== 'welcome') return;
      this.client = describeClient(frame);
      this.openedAt = this.#deps.clock.now();
      this.#timers.onOpen();
      this.#timers.onToken(expiresAt);
      this.#incomplete.accept();
      const token = continuationTokenOf(user);
      const status = continuationStatus(frame.header['continuation_token'], token);
      this.hasChangedUser = status === 'DIFFERENT_IDENTITY';
      this.#write(frames.encodeWelcome(id, token, status));
      this.#deps.onOpen(this);
    } catch (error) {
      this.#refuse(id, frames.refusalOrReport(error, this.#deps.onError), 'refused');
    }
  }

  #refuse(id: string, refusal: frames.Refusal, reason: EndReason): void {
    if (this.#next('refused', reason) === 'refuse') this.#write(frames.encodeRefusal(id, refusal));
  }

  /** Replaces the token of the session. Never rejects. */
  async #renew(frame: TwilsockFrame): Promise<void> {
    const { id } = frame.header;
    const accept = this.#renewals.begin();
    try {
      const { expiresAt, ...user } = await this.#deps.verifyToken(tokenOf(frame));
      if (!isSameUser(user, this.#user)) return this.send(frames.encodeRefusal(id, frames.foreignToken));
      if (this.#state !== 'open' && this.#state !== 'draining') return;
      if (accept()) {
        this.#user = user;
        this.#timers.onToken(expiresAt);
      }
      this.send(frames.encodeConfirmation(id));
    } catch (error) {
      this.send(frames.encodeRefusal(id, frames.refusalOrReport(error, this.#deps.onError)));
    }
  }

  /** Never rejects. */
  async #answer(frame: TwilsockFrame): Promise<void> {
    this.send(await answerRequest(this, frame, this.#deps));
  }

  #warn(): void {
    if (this.#next('expiring', 'client') === 'warn')
      this.#write(frames.encodeExpiryWarning(this.#deps.nextFrameId()));
  }

  #end(reason: EndReason, status: CloseStatus, event: 'ended' | 'expired' = 'ended'): void {
    if (this.#next(event, reason) === 'end')
      this.#write(frames.encodeClose(this.#deps.nextFrameId(), status));
  }

  #startDraining(): void {
    const action = this.#next('drain', 'stopping');
    if (action === 'hang-up') this.#hangUp('stopping');
    if (action !== 'finish-requests') return;
    this.#websocket.pause();
    if (this.#requests.isIdle) this.#onIdle();
  }

  #onIdle(): void {
    if (this.#next('idle', 'stopping') === 'hang-up') this.#hangUp('stopping');
  }

  #onOverdue(): void {
    const action = this.#next('overdue', this.#state === 'draining' ? 'stopping' : 'no-init');
    if (action === 'hang-up') this.#hangUp('stopping');
    if (action === 'drop') this.#websocket.terminate();
  }

  #hangUp(reason: keyof typeof frames.closeCodes): void {
    this.#outbox.flush();
    // The reply of the client to the close frame must be read.
    this.#websocket.resume();
    this.#websocket.close(frames.closeCodes[reason]);
  }

  #onLost(): void {
    if (this.#next('lost', 'lost') === 'release') this.#deps.onClose(this);
  }
}
