import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { readLimited } from '../../platform/read-limited.ts';
import { type ChangeQueue, toChange } from '../../transfer/twilio/change.ts';
import { computeSignature } from '../../webhooks/http/signature.ts';

/** The parameters of a message with its body are shorter. */
const maxBodyBytes = 1_000_000;
/** Bodies are read before their signatures can be checked, so this many of them bound the memory. */
const maxConnections = 100;

interface ReceiverOptions {
  readonly port: number;
  readonly host: string;
  /** The URL that the source sends requests to, which their signatures include. */
  readonly publicUrl: string;
  /** Signs the requests; undefined if only an API key of the source is known. */
  readonly authToken: string | undefined;
}

/** Receives post-action webhooks of a source. A request without a valid signature is refused with 403. */
export async function startChangeReceiver(
  options: ReceiverOptions,
  changes: ChangeQueue,
): Promise<AsyncDisposable> {
  const server = createServer(async (request, response) => {
    const body = await readLimited(request, maxBodyBytes).catch(() => undefined);
    if (body === undefined) return void response.writeHead(413).end();
    if (!isSigned(request, body, options)) return void response.writeHead(403).end();
    const change = toChange(
      new URLSearchParams(request.method === 'POST' ? body : (request.url ?? '').replace(/^[^?]*/, '')),
    );
    if (change !== undefined) changes.add(change);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isSigned(
  { headers, method, url = '' }: IncomingMessage,
  body: string,
  { publicUrl, authToken }: ReceiverOptions,
): boolean {
  if (authToken === undefined) return true;
  const given = Buffer.from(String(headers['x-twilio-signature']));
  const query = url.replace(/^[^?]*/, '');
  const parameters = method === 'POST' ? [...new URLSearchParams(body)] : [];
  const expected = Buffer.from(computeSignature(authToken, publicUrl + query, parameters));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
