/** The states of a connection. A `draining` one finishes its requests; a `leaving` one waits for its socket to close. */
export const states = ['connecting', 'verifying', 'open', 'draining', 'leaving', 'closed'] as const;
export type State = (typeof states)[number];

type Action =
  // A frame that a correct client does not send in this state.
  | 'count-bad'
  | 'ignore'
  | 'verify'
  | 'renew'
  | 'answer'
  | 'confirm'
  | 'welcome'
  | 'refuse'
  | 'warn'
  // Sends a close frame of the protocol, which tells the client why.
  | 'end'
  | 'finish-requests'
  // Closes the WebSocket with a code.
  | 'hang-up'
  // Destroys the socket.
  | 'drop'
  | 'release';

type Cell = readonly [State, Action];

const row = <const Cells extends readonly [Cell, Cell, Cell, Cell, Cell, Cell]>(
  ...[connecting, verifying, open, draining, leaving, closed]: Cells
) => ({ connecting, verifying, open, draining, leaving, closed });

const [stay, done] = [
  ['leaving', 'ignore'],
  ['closed', 'ignore'],
] as const satisfies readonly Cell[];

/** What happens in each state, and which state follows. The first rows are frames of the client. */
// biome-ignore format: it is a table
export const transitions = {
  //               connecting                 verifying                 open                         draining                  leaving             closed
  init:        row(['verifying', 'verify'],    ['verifying', 'count-bad'], ['open', 'count-bad'],      ['draining', 'count-bad'], stay,        done),
  update:      row(['connecting', 'count-bad'], ['verifying', 'count-bad'], ['open', 'renew'],         ['draining', 'renew'],     stay,        done),
  message:     row(['connecting', 'count-bad'], ['verifying', 'count-bad'], ['open', 'answer'],        ['draining', 'answer'],    stay,        done),
  reply:       row(['connecting', 'count-bad'], ['verifying', 'count-bad'], ['open', 'ignore'],        ['draining', 'ignore'],    stay,        done),
  telemetry:   row(['connecting', 'count-bad'], ['verifying', 'count-bad'], ['open', 'ignore'],        ['draining', 'ignore'],    stay,        done),
  context:     row(['connecting', 'count-bad'], ['verifying', 'count-bad'], ['open', 'confirm'],       ['draining', 'confirm'],   stay,        done),
  unknown:     row(['connecting', 'count-bad'], ['verifying', 'count-bad'], ['open', 'ignore'],        ['draining', 'ignore'],    stay,        done),
  malformed:   row(['connecting', 'count-bad'], ['verifying', 'count-bad'], ['open', 'count-bad'],     ['draining', 'count-bad'], stay,        done),
  close:       row(['leaving', 'hang-up'],     ['leaving', 'hang-up'],    ['leaving', 'hang-up'],      ['leaving', 'hang-up'],    ['leaving', 'hang-up'], done),

  accepted:    row(['connecting', 'ignore'],   ['open', 'welcome'],       ['open', 'ignore'],          ['draining', 'ignore'],    stay,        done),
  refused:     row(['connecting', 'ignore'],   ['leaving', 'refuse'],     ['open', 'ignore'],          ['draining', 'ignore'],    stay,        done),
  overdue:     row(['leaving', 'drop'],        ['leaving', 'drop'],       ['open', 'ignore'],          ['leaving', 'hang-up'],    ['leaving', 'drop'], done),
  silent:      row(['connecting', 'ignore'],   ['verifying', 'ignore'],   ['leaving', 'drop'],         ['leaving', 'drop'],       stay,        done),
  dropped:     row(['leaving', 'drop'],        ['leaving', 'drop'],       ['leaving', 'drop'],         ['leaving', 'drop'],       ['leaving', 'drop'], done),
  tooManyBad:  row(['leaving', 'hang-up'],     ['leaving', 'hang-up'],    ['leaving', 'hang-up'],      ['leaving', 'hang-up'],    ['leaving', 'hang-up'], done),
  expiring:    row(['connecting', 'ignore'],   ['verifying', 'ignore'],   ['open', 'warn'],            ['draining', 'ignore'],    stay,        done),
  expired:     row(['connecting', 'ignore'],   ['verifying', 'ignore'],   ['leaving', 'end'],          ['leaving', 'end'],        stay,        done),
  ended:       row(['connecting', 'ignore'],   ['leaving', 'end'],        ['leaving', 'end'],          ['leaving', 'end'],        stay,        done),
  drain:       row(['leaving', 'hang-up'],     ['leaving', 'hang-up'],    ['draining', 'finish-requests'], ['draining', 'ignore'], stay,       done),
  idle:        row(['connecting', 'ignore'],   ['verifying', 'ignore'],   ['open', 'ignore'],          ['leaving', 'hang-up'],    stay,        done),
  lost:        row(['closed', 'release'],      ['closed', 'release'],     ['closed', 'release'],       ['closed', 'release'],     ['closed', 'release'], done),
} as const satisfies Record<string, Readonly<Record<State, Cell>>>;

export type EventName = keyof typeof transitions;

/** What can follow from an event. */
export type ActionOf<Name extends EventName> = (typeof transitions)[Name][State][1];

/** The event for a frame of the client. */
export function eventOfMethod(method: string) {
  switch (method) {
    case 'init':
    case 'update':
    case 'message':
    case 'reply':
    case 'close':
      return method;
    case 'telemetry.v1':
      return 'telemetry';
    case 'put_notification_ctx':
    case 'delete_notification_ctx':
      return 'context';
    default:
      return 'unknown';
  }
}
