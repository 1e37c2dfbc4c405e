import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a receiver got. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a receiver answers: a status, with a body, or nothing at all. */
export type Answer = number | { readonly status: number; readonly body: string } | 'silence';

/** A server that webhooks are told to. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** What is answered from now on. */
  answer: (request: Received) => Answer | Promise<Answer>;
  /** Names of the events that have come, in order. */
  events(): string[];
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://receiver');
    const body = Buffer.concat(chunks).toString();
    const parameters = Object.fromEntries(new URLSearchParams(request.method === 'POST' ? body : url.search));
    const each = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      parameters,
    };
    received.push(each);
    const answer = await receiver.answer(each);
    if (answer === 'silence') return;
    const reply = typeof answer === 'number' ? { status: answer, body: '' } : answer;
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received,
    answer: () => 200,
    events: () => received.map(({ parameters }) => parameters['EventType'] ?? ''),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
