import { type Client, ColloquyError } from '@colloquy/client';

export type StreamedEvent =
  ReturnType<Client['streamEvents']> extends AsyncGenerator<infer Event> ? Event : never;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface EventStreamOptions {
  /** Creates a client whose requests go through the given `fetch`. */
  readonly createClient: (fetch: Fetch) => Pick<Client, 'streamEvents'>;
  readonly fetch: Fetch;
  readonly onEvent: (event: StreamedEvent) => void;
  /** Called when the stream is open and may have missed events: at first, and after a gap. */
  readonly onGap: () => void;
  /** Called with whether the stream is open. */
  readonly onConnected: (connected: boolean) => void;
  /** Position of the last event that is already known; without it, the stream starts with new events. */
  readonly after?: number | undefined;
  /** Resolves after some milliseconds, or when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const minRetryMs = 500;
const maxRetryMs = 15_000;

/**
 * Follows the event stream of the account until the signal aborts. It connects again whenever the stream ends, and
 * resumes after the last event.
 */
export async function followEvents(options: EventStreamOptions, signal: AbortSignal): Promise<void> {
  const { onEvent, onGap, onConnected, wait } = options;
  let { after } = options;
  let failures = 0;
  // Only the reply shows that a stream without events is open.
  const client = options.createClient(async (url, init) => {
    const response = await options.fetch(url, init);
    if (response.ok) {
      failures = 0;
      onConnected(true);
      if (after === undefined) onGap();
    }
    return response;
  });
  while (!signal.aborted) {
    try {
      for await (const event of client.streamEvents({ after }, { signal })) {
        after = Number(event.id);
        onEvent(event);
      }
    } catch (error) {
      if (signal.aborted) break;
      // The events after the position are removed (410), or the database is another one (400).
      if (error instanceof ColloquyError && (error.status === 410 || error.status === 400)) after = undefined;
      if (error instanceof ColloquyError && error.status === 401) return onConnected(false);
    }
    onConnected(false);
    await wait(Math.min(minRetryMs * 2 ** failures, maxRetryMs), signal);
    failures += 1;
  }
}

/** Waits in real time. */
export const waitFor: EventStreamOptions['wait'] = (milliseconds, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Runs work while the page is visible: a browser opens six connections to a server for all of its tabs. */
export function runWhileVisible(work: (signal: AbortSignal) => void): () => void {
  let controller: AbortController | undefined;
  const onVisibility = () => {
    if (document.hidden) {
      controller?.abort();
      controller = undefined;
    } else if (controller === undefined) {
      controller = new AbortController();
      work(controller.signal);
    }
  };
  onVisibility();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    controller?.abort();
  };
}
