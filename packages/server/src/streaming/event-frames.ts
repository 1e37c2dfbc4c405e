import { setImmediate } from 'node:timers/promises';
import type { LoggedEvent } from '../events/event-log.ts';
import type { LogTail } from '../events/log-tail.ts';
import { toCloudEvent } from './cloud-event.ts';

/** What a client is to wait before it comes back, in milliseconds. */
const retryMs = 1000;

interface StreamFramesOptions {
  readonly tail: Pick<LogTail, 'read' | 'wait'>;
  /** Of the last record that the client has seen. */
  readonly position: number;
  readonly wants: (event: LoggedEvent) => boolean;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  /** Milliseconds after which something is sent though there is nothing to tell. */
  readonly heartbeatMs: number;
  /** Milliseconds that what was sent may take to be taken, and what happens otherwise. */
  readonly stallTimeoutMs: number;
  readonly onStall: () => void;
}

/**
 * The text of a stream, piece by piece. A piece is made when the one before has been taken, so of a client that does
 * not read nothing is kept but the piece in its way.
 */
export async function* streamFrames({
  tail,
  position,
  wants,
  signal,
  heartbeatMs,
  stallTimeoutMs,
  onStall,
}: StreamFramesOptions): AsyncGenerator<string, void> {
  // Says where the client stands, so that it misses nothing if it is cut off before the first event.
  let text = `retry: ${retryMs}\nid: ${position}\n\n`;
  let heartbeatDueAt = 0;
  for (let cursor = position; ; ) {
    if (text !== '') {
      const timer = setTimeout(onStall, stallTimeoutMs);
      try {
        yield text;
      } finally {
        clearTimeout(timer);
      }
      heartbeatDueAt = performance.now() + heartbeatMs;
    }
    // A database in this process answers at once: without this, a long way to go would be gone in one turn.
    await setImmediate();
    if (signal.aborted) return;
    const events = await tail.read(cursor);
    const [next, last] = [events[0], events.at(-1)];
    // Overtaken by the removal of old records. Nothing is skipped in silence: the client is told when it comes back.
    if (next !== undefined && next.position > cursor + 1) return;
    if (last === undefined) await tail.wait(cursor, Math.max(heartbeatDueAt - performance.now(), 0), signal);
    else cursor = last.position;
    text = events.filter(wants).map(renderFrame).join('');
    // A client that wants few of the events need not look through the same others again.
    if (text === '' && performance.now() >= heartbeatDueAt) text = `: heartbeat\nid: ${cursor}\n\n`;
  }
}

/** Streams that keep up send the same record at the same time. */
const frameCache = new WeakMap<LoggedEvent, string>();

function renderFrame(event: LoggedEvent): string {
  const cached = frameCache.get(event);
  if (cached !== undefined) return cached;
  const cloudEvent = toCloudEvent(event);
  const frame = `id: ${cloudEvent.id}\nevent: ${cloudEvent.type}\ndata: ${JSON.stringify(cloudEvent)}\n\n`;
  frameCache.set(event, frame);
  return frame;
}
