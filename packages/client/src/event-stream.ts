import { ConnectionError, UnexpectedReplyError } from './errors.ts';
import type { CallOptions } from './options.ts';
import type { UnknownRecord } from './record.ts';
import type { ApiRequest, Transport } from './transport.ts';

/**
 * The data of server-sent events, each decoded, until the server ends the stream. The time limit covers the wait for
 * the reply, not the stream, which the call's signal ends.
 *
 * @throws ConnectionError for a stream that breaks off, the signal's reason, and what `decode` throws.
 */
export async function* streamEventData(
  transport: Transport,
  request: ApiRequest,
  options: CallOptions,
  decode: (data: string) => UnknownRecord,
): AsyncGenerator<UnknownRecord, void, undefined> {
  const { body } = await transport.send(request, options, async (response) => response.body);
  if (body === null) throw new UnexpectedReplyError('The reply is not a stream');
  const reader = body.getReader();
  const { signal } = options;
  const cancel = () => void reader.cancel().catch(() => {});
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    for await (const data of readEventData(reader)) {
      signal?.throwIfAborted();
      yield decode(data);
    }
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

/** The data of each event; comments and events without data are skipped. */
async function* readEventData(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const end = text.indexOf('\n\n');
    if (end < 0) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new ConnectionError('The stream broke off', { cause });
      });
      if (done) return;
      text += decoder.decode(value, { stream: true });
      continue;
    }
    const lines = text.slice(0, end).split('\n');
    text = text.slice(end + 2);
    const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice('data: '.length));
    if (data.length > 0) yield data.join('\n');
  }
}
