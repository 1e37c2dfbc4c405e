/** An event as a client of the stream gets it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: CloudEvent;
}

/** What tests read of a CloudEvent. */
interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A stream that has been opened. */
export interface EventStream extends AsyncDisposable {
  readonly response: Response;
  /** The position that the stream began with, or that its last block named. */
  readonly lastId: () => string;
  /** The next block of lines as it was sent, undefined when the stream has ended. */
  block(): Promise<string | undefined>;
  /** The next events; fewer when the stream ends before. What is no event is passed over. */
  events(count: number): Promise<ReceivedEvent[]>;
  /** All that is left of the reply. */
  rest(): Promise<string>;
  close(): Promise<void>;
}

/** Opens a stream of server-sent events and reads it as a browser would. */
export async function listen(url: string, headers: Readonly<Record<string, string>>): Promise<EventStream> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let last = '';
  const block = async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        last = field(found, 'id') ?? last;
        return found;
      }
      const chunk = await reader?.read();
      if (chunk?.value === undefined) return undefined;
      text += chunk.value;
    }
  };
  const rest = async () => {
    while ((await block()) !== undefined);
    return text;
  };
  const close = async () => {
    controller.abort();
    await reader?.cancel().catch(() => {});
  };
  const events = async (count: number) => {
    const receivedEvents: ReceivedEvent[] = [];
    while (receivedEvents.length < count) {
      const lines = await block();
      if (lines === undefined) break;
      const data = field(lines, 'data');
      const [id = '', event = ''] = [field(lines, 'id'), field(lines, 'event')];
      if (data !== undefined) receivedEvents.push({ id, event, data: JSON.parse(data) });
    }
    return receivedEvents;
  };
  return { response, lastId: () => last, block, events, rest, close, [Symbol.asyncDispose]: close };
}

const field = (lines: string, name: string): string | undefined =>
  lines
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2);
