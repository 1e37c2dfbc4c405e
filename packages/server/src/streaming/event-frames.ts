import { setImmediate } from 'node:timers/promises';
import type { LoggedEvent } from '../events/event-log.ts';
import type { LogTail } from '../events/log-tail.ts';
import { toCloudEvent } from './cloud-event.ts';

/** Milliseconds that a client waits before it reconnects. */
const retryMs = 1000;

/** The number of events that are read at a time, unless they are long. */
const maxEvents = 100;

/** Characters after which a chunk ends. Only an event that is longer makes a longer chunk. */
const maxChunkLength = 64 * 1024;

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
 * Generates the text of a stream in chunks of bounded length. A chunk is created when the previous one has been read, so
 * a client that does not read has one chunk in memory, and no events.
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
  let limit = maxEvents;
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
    const events = await tail.read(cursor, limit);
    const [next] = events;
    // Retention has removed the next records. The stream ends, so that the client gets an error when it resumes.
    if (next !== undefined && next.position > cursor + 1) return;
    if (next === undefined) await tail.wait(cursor, Math.max(heartbeatDueAt - performance.now(), 0), signal);
    text = '';
    let count = 0;
    for (const event of events) {
      cursor = event.position;
      count++;
      if (wants(event)) text += renderFrame(event);
      if (text.length >= maxChunkLength) break;
    }
    // Events beyond the chunk are read again, so long ones are read in smaller numbers.
    limit = count < events.length ? count : Math.min(Math.ceil(limit * 1.25), maxEvents);
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
