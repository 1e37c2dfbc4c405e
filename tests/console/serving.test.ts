import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Sends a request without the decompression of `fetch`. */
const send = (url: string, method = 'GET', headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });

describe('the files of the console', () => {
  let server: ConsoleServer;
  let script = '';
  beforeAll(async () => {
    server = await startConsole('sqlite');
    script =
      /src="\/console\/(assets\/[^"]+\.js)"/.exec((await send(server.url())).body.toString())?.[1] ?? '';
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test.each(['', 'services', 'services/default/conversations/CH1', 'index.html', '?a=b', 'no.such/../page'])(
    'the address /console/%s is the page, which browsers ask for again each time',
    async (path) => {
      const { status, headers, body } = await send(server.url(path));
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self';",
      );
      expect(headers['set-cookie']).toBeUndefined();
      expect(body.toString()).not.toMatch(/<script(?![^>]* src=)|<style|style="/);
    },
  );

  test('a page that has not changed is not sent again', async () => {
    const etag = String((await send(server.url())).headers['etag']);
    const again = await send(server.url('services'), 'GET', { 'if-none-match': `"x", W/${etag}` });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });

  test('/console leads to /console/, also below the path of a proxy', async () => {
    const { status, headers } = await send(server.url().replace(/\/$/, ''));
    expect(status).toBe(302);
    expect(headers['location']).toBe('console/');
  });

  test('a script is sent in the best encoding that the client accepts, and kept by browsers', async () => {
    const plain = await send(server.url(script));
    const brotli = await send(server.url(script), 'GET', { 'accept-encoding': 'gzip, deflate, br' });
    const gzip = await send(server.url(script), 'GET', { 'accept-encoding': 'gzip, br;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
  });

  test('HEAD has the headers of GET and no body', async () => {
    for (const path of ['', script]) {
      const [get, head] = [await send(server.url(path)), await send(server.url(path), 'HEAD')];
      expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
      for (const name of ['content-length', 'content-type', 'etag', 'cache-control'])
        expect(head.headers[name], name).toBe(get.headers[name]);
    }
  });

  test.each(['assets/none.js', 'assets/..%2f..%2fpackage.json', 'assets/%2e%2e%2findex.html', 'assets/'])(
    '/console/%s does not exist',
    async (path) => {
      const { status, headers } = await send(server.url(path));
      expect([status, headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
    },
  );

  test.each(['POST', 'DELETE', 'PUT'])('%s is not a method of the console', async (method) => {
    expect((await send(server.url('services'), method)).status).toBe(401);
  });
});

test('below the path of a proxy, the page asks for its files there', async () => {
  await using server = await startConsole('sqlite', { COLLOQUY_PUBLIC_URL: 'https://chat.example/below/it' });
  const { body } = await send(`${server.colloquy.listeningUrl}/console/services`);
  const links = [...body.toString().matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => !link.startsWith('/below/it/console/'))).toEqual([]);
});

const memory = { COLLOQUY_DATABASE_URL: 'sqlite::memory:' };
const consoleLine = (stdout: string) => /^ +Console +(.*)$/m.exec(stdout)?.[1];

describe('the banner', () => {
  test('the link to the console signs in with a generated account on loopback', async () => {
    await using command = await startServerProcess(memory);
    const { stdout } = command.output;
    const [sid, token] = [/Account SID +(\w+)/.exec(stdout)?.[1], /Auth token +(\w+)/.exec(stdout)?.[1]];
    expect(consoleLine(stdout)).toBe(`${command.baseUrl}/console/#sid=${sid}&token=${token}`);
  });

  test('with a configured account, the link has no credentials', async () => {
    const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'configured' };
    await using command = await startServerProcess({ ...memory, ...account });
    expect(consoleLine(command.output.stdout)).toBe(`${command.baseUrl}/console/`);
  });

  test('with a public URL, the link has that URL and no credentials', async () => {
    await using command = await startServerProcess({
      ...memory,
      COLLOQUY_PUBLIC_URL: 'https://chat.example',
    });
    expect(consoleLine(command.output.stdout)).toBe('https://chat.example/console/');
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['--no-console', {}, ['--no-console']],
    ['serve --no-console with another flag', {}, ['--no-console', '--log-level', 'silent']],
    ['COLLOQUY_CONSOLE=0', { COLLOQUY_CONSOLE: '0' }, []],
  ])('%s turns the console off', async (_, environment, flags) => {
    await using command = await startServerProcess({ ...memory, ...environment }, flags);
    expect(consoleLine(command.output.stdout)).toBeUndefined();
    expect((await send(`${command.baseUrl}/console/`)).status).toBe(401);
  });
});
