/** An event as a client of the stream receives it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: CloudEvent;
}

/** The properties of a CloudEvent that tests read. */
interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An open event stream. */
export interface EventStream extends AsyncDisposable {
  readonly response: Response;
  /** The position at which the stream began, or that of its latest block. */
  readonly lastId: () => string;
  /** Reads the next block of lines; undefined when the stream has ended. */
  block(): Promise<string | undefined>;
  /** Reads the next events, or fewer when the stream ends before. Skips blocks that are not events. */
  events(count: number): Promise<ReceivedEvent[]>;
  /** Reads the rest of the reply. */
  rest(): Promise<string>;
  close(): Promise<void>;
}

/** Opens a stream of server-sent events and reads it as a browser would. */
export async function openEventStream(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventStream> {
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
