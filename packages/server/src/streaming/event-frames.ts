import { setImmediate } from 'node:timers/promises';
import type { LoggedEvent } from '../events/event-log.ts';
import type { LogTail } from '../events/log-tail.ts';
import { toCloudEvent } from './cloud-event.ts';

/** Milliseconds that a client waits before it reconnects. */
const retryMs = 1000;

interface StreamFramesOptions {
  readonly tail: Pick<LogTail, 'read' | 'wait'>;
  /** Position of the last record that the client has seen. */
  readonly position: number;
  readonly wants: (event: LoggedEvent) => boolean;
  /** Ends the stream when it is aborted. */
  readonly signal: AbortSignal;
  /** Milliseconds without an event after which a heartbeat is sent. */
  readonly heartbeatMs: number;
  /** Milliseconds that the client has to read a chunk before `onStall` is called. */
  readonly stallTimeoutMs: number;
  readonly onStall: () => void;
}

/**
 * Generates the text of a stream in chunks. A chunk is created when the previous one has been read, so a client that
 * does not read has a maximum of one chunk in memory.
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
  // A client that is disconnected before the first event can resume from this position.
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
    // A database in this process replies at once. Without this, a long backlog would block the event loop.
    await setImmediate();
    if (signal.aborted) return;
    const events = await tail.read(cursor);
    const [next, last] = [events[0], events.at(-1)];
    // Retention has removed the next records. The stream ends, so that the client gets an error when it resumes.
    if (next !== undefined && next.position > cursor + 1) return;
    if (last === undefined) await tail.wait(cursor, Math.max(heartbeatDueAt - performance.now(), 0), signal);
    else cursor = last.position;
    text = events.filter(wants).map(renderFrame).join('');
    // The position saves a client with a narrow filter from scanning the same events again when it resumes.
    if (text === '' && performance.now() >= heartbeatDueAt) text = `: heartbeat\nid: ${cursor}\n\n`;
  }
}

/** Streams that keep up send the same records at the same time, so they share the text. */
const frameCache = new WeakMap<LoggedEvent, string>();

function renderFrame(event: LoggedEvent): string {
  const cached = frameCache.get(event);
  if (cached !== undefined) return cached;
  const cloudEvent = toCloudEvent(event);
  const frame = `id: ${cloudEvent.id}\nevent: ${cloudEvent.type}\ndata: ${JSON.stringify(cloudEvent)}\n\n`;
  frameCache.set(event, frame);
  return frame;
}
