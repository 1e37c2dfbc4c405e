/**
 * The states of a connection.
 *
 * - `waiting`: the socket is open, and no token has come.
 * - `starting`: the first token is checked.
 * - `open`: requests are carried out and changes are sent.
 * - `closed`: nothing is sent or received.
 */
export type State = 'waiting' | 'starting' | 'open' | 'closed';

/** What a connection receives: the frames of the client by their methods, and frames that are none. */
const inputs = [
  'init',
  'update',
  'message',
  'reply',
  'telemetry.v1',
  'put_notification_ctx',
  'delete_notification_ctx',
  'close',
  'unknown',
  'malformed',
] as const;

export type Input = (typeof inputs)[number];

/**
 * What a connection does with an input.
 *
 * - `start` checks the token and opens the session.
 * - `renew` replaces the token.
 * - `request` carries out a request.
 * - `confirm` replies that all is well.
 * - `refuse` replies that a token has to come first.
 * - `note` remembers only that the peer is alive.
 * - `reject` ends the connection, because the peer does not speak the protocol.
 * - `end` ends it as the client wants it.
 * - `drop` does nothing.
 */
export type Action =
  | 'start'
  | 'renew'
  | 'request'
  | 'confirm'
  | 'refuse'
  | 'note'
  | 'reject'
  | 'end'
  | 'drop';

const dropAll = {
  init: 'drop',
  update: 'drop',
  message: 'drop',
  reply: 'drop',
  'telemetry.v1': 'drop',
  put_notification_ctx: 'drop',
  delete_notification_ctx: 'drop',
  close: 'drop',
  unknown: 'drop',
  malformed: 'drop',
} as const;

/** What each state does with each input. */
export const actions: Readonly<Record<State, Readonly<Record<Input, Action>>>> = {
  waiting: {
    init: 'start',
    update: 'refuse',
    message: 'refuse',
    reply: 'note',
    'telemetry.v1': 'note',
    put_notification_ctx: 'refuse',
    delete_notification_ctx: 'refuse',
    close: 'end',
    unknown: 'reject',
    malformed: 'reject',
  },
  starting: {
    // The client sends nothing before the reply to its first frame.
    init: 'reject',
    update: 'refuse',
    message: 'refuse',
    reply: 'note',
    'telemetry.v1': 'note',
    put_notification_ctx: 'refuse',
    delete_notification_ctx: 'refuse',
    close: 'end',
    unknown: 'reject',
    malformed: 'reject',
  },
  open: {
    init: 'renew',
    update: 'renew',
    message: 'request',
    reply: 'note',
    'telemetry.v1': 'note',
    put_notification_ctx: 'confirm',
    delete_notification_ctx: 'confirm',
    close: 'end',
    // A newer client may know more methods.
    unknown: 'note',
    malformed: 'reject',
  },
  closed: dropAll,
};

export const isInput = (method: unknown): method is Input => inputs.some((input) => input === method);
