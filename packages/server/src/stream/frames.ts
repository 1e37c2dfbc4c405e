import { setImmediate } from 'node:timers/promises';
import type { LoggedEvent } from '../events/event.ts';
import type { Tail } from '../events/tail.ts';
import { cloudEvent } from './cloud-event.ts';

/** What a client is to wait before it comes back, in milliseconds. */
const retry = 1000;

interface FramesOptions {
  readonly tail: Pick<Tail, 'read' | 'wait'>;
  /** Of the last record that the client has seen. */
  readonly position: number;
  readonly wants: (event: LoggedEvent) => boolean;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  /** Milliseconds after which something is sent though there is nothing to tell. */
  readonly heartbeat: number;
  /** Milliseconds that what was sent may take to be taken, and what happens otherwise. */
  readonly patience: number;
  readonly stalled: () => void;
}

/**
 * The text of a stream, piece by piece. A piece is made when the one before has been taken, so of a client that does
 * not read nothing is kept but the piece in its way.
 */
export async function* frames({
  tail,
  position,
  wants,
  signal,
  heartbeat,
  patience,
  stalled,
}: FramesOptions): AsyncGenerator<string, void> {
  // Says where the client stands, so that it misses nothing if it is cut off before the first event.
  let text = `retry: ${retry}\nid: ${position}\n\n`;
  let due = 0;
  for (let cursor = position; ; ) {
    if (text !== '') {
      const timer = setTimeout(stalled, patience);
      try {
        yield text;
      } finally {
        clearTimeout(timer);
      }
      due = performance.now() + heartbeat;
    }
    // A database in this process answers at once: without this, a long way to go would be gone in one turn.
    await setImmediate();
    if (signal.aborted) return;
    const events = await tail.read(cursor);
    const [next, last] = [events[0], events.at(-1)];
    // Overtaken by the removal of old records. Nothing is skipped in silence: the client is told when it comes back.
    if (next !== undefined && next.position > cursor + 1) return;
    if (last === undefined) await tail.wait(cursor, Math.max(due - performance.now(), 0), signal);
    else cursor = last.position;
    text = events.filter(wants).map(frameOf).join('');
    // A client that wants few of the events need not look through the same others again.
    if (text === '' && performance.now() >= due) text = `: heartbeat\nid: ${cursor}\n\n`;
  }
}

/** Streams that keep up send the same record at the same time. */
const rendered = new WeakMap<LoggedEvent, string>();

function frameOf(event: LoggedEvent): string {
  const known = rendered.get(event);
  if (known !== undefined) return known;
  const shown = cloudEvent(event);
  const frame = `id: ${shown.id}\nevent: ${shown.type}\ndata: ${JSON.stringify(shown)}\n\n`;
  rendered.set(event, frame);
  return frame;
}
