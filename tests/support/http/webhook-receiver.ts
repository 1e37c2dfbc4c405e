import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that arrived at a receiver. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly parameters: Readonly<Record<string, string>>;
}

/** A receiver's reply: a status, with or without a body, or no reply at all. */
export type ReceiverReply = number | { readonly status: number; readonly body: string } | 'silence';

/** A server that receives the requests of webhooks. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Returns the reply to a request. */
  onRequest: (request: ReceivedRequest) => ReceiverReply | Promise<ReceiverReply>;
  /** Names of the received events, in order. */
  events(): string[];
}

export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedRequest[] = [];
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
    const reply = await receiver.onRequest(each);
    if (reply === 'silence') return;
    const { status, body: text } = typeof reply === 'number' ? { status: reply, body: '' } : reply;
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received,
    onRequest: () => 200,
    events: () => received.map(({ parameters }) => parameters['EventType'] ?? ''),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
