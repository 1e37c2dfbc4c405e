import type { RawRequest, SendRaw } from '@colloquy/client';

/** A reply, or what has arrived of it. */
export interface ExchangeReply {
  readonly status: number;
  readonly durationMs: number;
  /** Those that say something about the reply, in the order of `shownHeaders`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text, or content that is not text. */
  readonly body: string | Blob;
  /** False for a stream that has not ended. */
  readonly isComplete: boolean;
}

const shownHeaders = [
  'Content-Type',
  'ETag',
  'Retry-After',
  'Twilio-Request-Id',
  'Idempotent-Replayed',
  'Colloquy-Ignored-Parameters',
];

/** Of a stream, the newest events are kept. */
const maxStreamCharacters = 100_000;

/**
 * Sends a request and yields its reply; a stream of events with each part that arrives.
 *
 * @throws what the sender throws.
 */
export async function* exchange(
  send: SendRaw,
  request: RawRequest,
  signal: AbortSignal,
): AsyncGenerator<ExchangeReply> {
  const started = performance.now();
  const response = await send(request, { signal });
  const type = response.headers.get('Content-Type') ?? '';
  const head = () => ({
    status: response.status,
    durationMs: performance.now() - started,
    headers: shownHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  });
  if (type.startsWith('text/event-stream') && response.body !== null) {
    const opened = head();
    for await (const body of readText(response.body, signal)) yield { ...opened, body, isComplete: false };
    return;
  }
  const body = isText(type) ? await response.text() : await response.blob();
  yield { ...head(), body, isComplete: true };
}

const isText = (type: string): boolean => type === '' || /^text\/|[/+]json\b/.test(type);

/** Yields the text so far: at first nothing, because a stream begins before its first event. */
async function* readText(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let text = '';
    yield text;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text = (text + decoder.decode(value, { stream: true })).slice(-maxStreamCharacters);
      yield text;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
