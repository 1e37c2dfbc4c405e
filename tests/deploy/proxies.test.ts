import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { type Client, createClient } from '@colloquy/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { findPrograms } from '../support/processes/find-program.ts';
import { upgradeRequest } from '../support/realtime/raw-socket.ts';
import { type Certificate, createCertificate, findOpenssl } from '../support/servers/certificate.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { type ProxyName, startProxy } from './start-proxy.ts';

const openssl = findOpenssl();
const authorization = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`;
const form = 'application/x-www-form-urlencoded';

describe.each<ProxyName>(['nginx', 'caddy'])('the sample for %s', (name) => {
  const [program] = findPrograms(name);
  const disposables = new AsyncDisposableStack();
  let client: Client;
  let certificate: Certificate;
  let port = 0;

  beforeAll(async () => {
    if (openssl === undefined || program === undefined) return;
    const folder = mkdtempSync(join(tmpdir(), `colloquy-${name}-`));
    disposables.defer(() => rmSync(folder, { recursive: true, force: true }));
    certificate = createCertificate(openssl, folder);
    const server = disposables.use(
      await startServer('sqlite::memory:', { COLLOQUY_PUBLIC_URL: 'https://chat.example.com' }),
    );
    client = createClient({ ...server, baseUrl: server.listeningUrl });
    const upstream = Number(new URL(server.listeningUrl).port);
    ({ port } = disposables.use(await startProxy(name, program, { upstream, certificate, folder })));
  });
  afterAll(() => disposables.disposeAsync());

  /** Sends a request through the proxy, with a body of one chunk after another. */
  async function send(method: string, path: string, type = form, ...chunks: readonly (string | Buffer)[]) {
    const outgoing = request({
      ...{ method, path, port, host: '127.0.0.1', ca: certificate.cert, agent: false },
      headers: { authorization, ...(chunks.length > 0 && { 'content-type': type }) },
    });
    const replied = once(outgoing, 'response');
    // A proxy that has replied may close the connection on what is still sent.
    outgoing.on('error', () => {});
    for (const chunk of chunks) outgoing.write(chunk);
    outgoing.end();
    const [reply] = (await replied) as [IncomingMessage]; // as the event is documented
    return { status: reply.statusCode, reply };
  }

  const runs = test.skipIf(program === undefined || openssl === undefined);

  runs('passes requests and replies, except the metrics', async () => {
    const { status, reply } = await send('POST', '/v1/Conversations', form, 'FriendlyName=Proxy');
    expect(status).toBe(201);
    const { url } = JSON.parse(String(await buffer(reply)));
    expect(url).toMatch(/^https:\/\/chat\.example\.com\/v1\/Conversations\/CH/);
    for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics', '/docs/../metrics'])
      expect({ path, status: (await send('GET', path)).status }).toEqual({ path, status: 404 });
  });

  runs('passes the error for a body above the limit, although the client still sends it', async () => {
    const large = `FriendlyName=${'x'.repeat(3_000_000)}`;
    for (let time = 0; time < 5; time++)
      expect((await send('POST', '/v1/Conversations', form, large)).status).toBe(413);
  });

  runs('passes uploads and downloads of media', async () => {
    const { sid } = await client.createService({ friendlyName: 'Media' });
    const content = randomBytes(5_000_000);
    const chunks = [content.subarray(0, 2_000_000), content.subarray(2_000_000)];
    const { status, reply } = await send('POST', `/v1/Services/${sid}/Media`, 'image/png', ...chunks);
    expect(status).toBe(201);
    const media = JSON.parse(String(await buffer(reply)));
    const download = await send('GET', `/v1/Services/${sid}/Media/${media.sid}/Content`);
    expect((await buffer(download.reply)).equals(content)).toBe(true);
  });

  runs('passes an event stream as it comes', async () => {
    const { status, reply } = await send('GET', '/colloquy/v1/events');
    expect(status).toBe(200);
    const received: string[] = [];
    reply.setEncoding('utf8').on('data', (text: string) => received.push(text));
    const { sid } = await client.createConversation({});
    await expect.poll(() => received.join(''), { timeout: 3000 }).toContain(sid);
    reply.destroy();
  });

  runs('passes WebSockets', async () => {
    const socket = connect({ port, host: '127.0.0.1', ca: certificate.cert });
    socket.write(upgradeRequest().replace('Host: a', `Host: 127.0.0.1:${port}`));
    const [first] = await once(socket, 'data');
    expect(String(first)).toMatch(/^HTTP\/1\.1 101 /);
    socket.destroy();
  });
});
