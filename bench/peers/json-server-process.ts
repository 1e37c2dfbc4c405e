/**
 * json-server with the paths of the API for conversations: their service is ignored, an update is a PATCH, and the size
 * of a page is its limit. It needs neither credentials nor a log. It writes its file after each change.
 */

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { HelperReply } from '../helper-messages.ts';
import { createForm } from '../load/paths-and-forms.ts';

type Handler = (request: PeerRequest, response: ServerResponse, next: () => void) => void;

/** A request of Express, as far as it is changed here. */
interface PeerRequest extends IncomingMessage {
  query: Readonly<Record<string, string | undefined>>;
}

/** What is used of the package, which has no types. */
interface JsonServer {
  create(): {
    use(handlers: Handler | Handler[]): void;
    listen(port: number, host: string, onListening: () => void): Server;
  };
  defaults(options: { readonly logger: boolean; readonly bodyParser: boolean }): Handler[];
  router(file: string): Handler;
}

const jsonServer: JsonServer = createRequire(import.meta.url)('json-server');

/** The rows that the load process expects, see its SIDs that are seeded. */
function seedRows(count: number): Readonly<Record<string, string>>[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `CH${createHash('md5')
      .update(String(index + 1))
      .digest('hex')}`;
    return { id, ...Object.fromEntries(new URLSearchParams(createForm(index + 1))) };
  });
}

const adaptRequest: Handler = (request, _response, next) => {
  const url = request.url ?? '/';
  const [path = '', query = ''] = url.split('?');
  const id = /^\/v1\/Services\/IS[0-9a-f]{32}\/Conversations(?:\/(\w+))?$/.exec(path)?.[1];
  const pageSize = new URLSearchParams(query).get('PageSize');
  request.url = id === undefined ? '/conversations' : `/conversations/${id}`;
  request.query = pageSize === null ? {} : { _limit: pageSize };
  if (id !== undefined && request.method === 'POST') request.method = 'PATCH';
  next();
};

const file = process.env['BENCH_FILE'] ?? '';
writeFileSync(file, JSON.stringify({ conversations: seedRows(Number(process.env['BENCH_ROWS'])) }));
const app = jsonServer.create();
app.use(jsonServer.defaults({ logger: false, bodyParser: true }));
app.use(adaptRequest);
app.use(jsonServer.router(file));
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const reply: HelperReply = {
    kind: 'ready',
    port: address === null || typeof address === 'string' ? null : address.port,
  };
  process.send?.(reply);
});
process.on('disconnect', () => process.exit(1));
