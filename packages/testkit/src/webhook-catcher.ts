import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a webhook has sent. */
export interface CaughtWebhook {
  /** The name of the event, such as `onMessageAdded`. */
  readonly event: string;
  readonly method: string;
  /** The URL that the signature covers. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a webhook is replied: a status, or one with an object that becomes JSON. */
export type WebhookReply = number | { readonly status: number; readonly body: object };

/** Returns the reply to a request; for a promise that never settles, the webhook times out. */
export type WebhookResponder = (webhook: CaughtWebhook) => WebhookReply | Promise<WebhookReply>;

/** Handles the requests of one account. */
type WebhookReceiver = (webhook: CaughtWebhook) => Promise<WebhookReply>;

/** An HTTP server on a free port of the loopback interface, whose paths are those of accounts. */
export interface WebhookCatcher {
  /** Returns the URL of an account. Requests there go to its receiver. */
  register(accountSid: string, receiver: WebhookReceiver): string;
  close(): Promise<void>;
}

export async function startWebhookCatcher(): Promise<WebhookCatcher> {
  const receivers = new Map<string, WebhookReceiver>();
  const server = createServer((request, response) => {
    void handle(request).then(
      (reply) => {
        const { status, body } = typeof reply === 'number' ? { status: reply, body: undefined } : reply;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body && JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  // The address of a TCP server is never a path.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage): Promise<WebhookReply> {
    const url = new URL(request.url ?? '/', origin);
    const receiver = receivers.get(url.pathname.slice(1));
    if (receiver === undefined) return 404;
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const isForm = request.method === 'POST';
    const parameters = Object.fromEntries(isForm ? new URLSearchParams(body) : url.searchParams);
    return receiver({
      event: parameters['EventType'] ?? '',
      method: request.method ?? '',
      url: origin + request.url,
      headers: request.headers,
      parameters,
    });
  }

  return {
    register(accountSid, receiver) {
      receivers.set(accountSid, receiver);
      return `${origin}/${accountSid}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
