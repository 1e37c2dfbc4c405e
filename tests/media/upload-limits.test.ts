import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { exchangeRaw } from '../support/http/raw-exchange.ts';
import { authorization, type MediaServer, startMediaServer } from '../support/servers/media-server.ts';
import { listFiles, temporaryFolder } from '../support/servers/media-storage.ts';

const limit = 1000;

const multipart = (...lines: readonly string[]) => ({
  body: lines.join('\r\n'),
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
});

const formOf = (size: number) => {
  const form = new FormData();
  form.append('file', new Blob(['x'.repeat(size)]), 'a.txt');
  return form;
};

describe.each(engines)('upload limits on %s', (engine) => {
  const disposables = new AsyncDisposableStack();
  let server: MediaServer;
  let folder: string;
  let databaseUrl: string;
  beforeAll(async () => {
    databaseUrl = (await createDatabase(engine)).url;
    folder = temporaryFolder(disposables);
    server = disposables.use(
      await startMediaServer(databaseUrl, {
        COLLOQUY_MEDIA_URL: `file:${folder}`,
        COLLOQUY_MEDIA_MAX_BYTES: String(limit),
        COLLOQUY_MEDIA_TYPES: 'text/*, image/png, application/octet-stream',
      }),
    );
  });
  afterAll(() => disposables.disposeAsync());

  /** Expects that failed uploads have left nothing after due deletions. */
  const expectNothing = async () => {
    await server.colloquy.advance('PT0S');
    expect(listFiles(folder)).toEqual([]);
    expect(await queryRows(databaseUrl, 'SELECT sid FROM media')).toEqual([]);
    expect(await queryRows(databaseUrl, 'SELECT sid FROM media_removal')).toEqual([]);
  };

  const expectRefused = async (reply: Response, status: number, code: number) => {
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({ status, code });
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    // Partial content is deleted without waiting for the next periodic run.
    expect(listFiles(folder)).toEqual([]);
    await expectNothing();
  };

  test('an upload can be as large as the limit', async () => {
    for (const body of ['x'.repeat(limit), formOf(limit)]) {
      const reply = await server.upload(body);
      expect(reply.status).toBe(201);
      const { url } = (await reply.json()) as { url: string };
      await fetch(url, { method: 'DELETE', headers: { authorization } });
    }
    await expectNothing();
  });

  test.each([
    ['with a content length', () => ({ body: 'x'.repeat(limit + 1) })],
    [
      'in chunks',
      () => ({ body: ReadableStream.from([Buffer.alloc(limit), Buffer.from('x')]), duplex: 'half' as const }),
    ],
    ['in a form', () => ({ body: formOf(limit + 1) })],
    ['in an empty form', () => ({ body: 'x'.repeat(limit + 2 * 1024 * 1024), headers: multipart().headers })],
  ])('an upload above the limit is rejected: %s', async (_, request) => {
    const { body, ...rest }: RequestInit = request();
    const headers = { authorization, ...(rest.headers as Record<string, string>) };
    const reply = await fetch(server.media, { method: 'POST', ...rest, headers, body: body ?? null });
    await expectRefused(reply, 413, 50512);
  });

  test('an upload above the limit keeps the connection usable', async () => {
    const { pathname } = new URL(server.media);
    const rest = 'x'.repeat(2 * 1024 * 1024);
    const [rejected, next] = await exchangeRaw(
      server.colloquy.baseUrl,
      `POST ${pathname} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nTransfer-Encoding: chunked\r\n\r\n` +
        `${rest.length.toString(16)}\r\n${rest}\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n`,
      { replies: 2 },
    );
    expect([rejected?.status, next?.status]).toEqual([413, 200]);
  });

  test.each([
    'video/mp4',
    'text/plain, text/html',
    'text/plain;a=b,text/html',
    'text/',
    'text',
    'text/plain; \u00e4',
    'image/*',
    '',
    `text/${'x'.repeat(300)}`,
  ])('an upload of type %j is rejected', async (type) => {
    await expectRefused(await server.upload('x', { 'content-type': type }), 400, 50511);
  });

  test.each([
    ['Category=other'],
    ['Category=__proto__'],
    [`Filename=${'x'.repeat(257)}`],
    ['Filename=a%00b'],
    ['Filename=a%0D%0AX-Header:b'],
  ])('an upload is rejected with %s', async (query) => {
    await expectRefused(await server.upload('x', {}, `?${query}`), 400, 20001);
  });

  const head = 'Content-Disposition: form-data; name="file"; filename="a.txt"';
  test.each([
    ['a missing boundary', { body: 'x', headers: { 'content-type': 'multipart/form-data' } }],
    ['no parts', multipart()],
    ['no file', multipart('--x', 'Content-Disposition: form-data; name="a"', '', 'b', '--x--', '')],
    ['no end', multipart('--x', head, '', 'text')],
    ['an incomplete boundary', multipart('--x', head, '', 'text', '--')],
    ['incomplete headers', multipart('--x', head)],
    ['endless headers', multipart('--x', `${head}; x="${'x'.repeat(20_000)}"`, '', 'text', '--x--')],
    ['another boundary', multipart('--y', head, '', 'text', '--y--')],
    ['an invalid content type', multipart('--x', head, 'Content-Type: text', '', 'text', '--x--')],
  ])('a form upload is rejected with %s', async (_, { body, headers }) => {
    const reply = await server.upload(body, headers);
    expect(reply.status).toBe(400);
    await expectNothing();
  });

  test('an upload that the sender aborts leaves nothing', async () => {
    const forms = [
      'Content-Type: text/plain\r\nContent-Length: 900\r\n\r\nsome of it',
      'Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n',
      `Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n\r\n--x\r\n${head}\r\n\r\nsome`,
    ];
    for (const form of forms) {
      const { pathname, port } = new URL(server.media);
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(`POST ${pathname} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n${form}`);
      // The file shows that the server is in the middle of the upload.
      await expect.poll(() => listFiles(folder)).toEqual([expect.stringMatching(/^ME\w{32}\.part$/)]);
      socket.resetAndDestroy();
      await expect.poll(() => listFiles(folder)).toEqual([]);
      await expect
        .poll(async () => {
          await server.colloquy.advance('PT0S');
          return queryRows(databaseUrl, 'SELECT sid FROM media_removal');
        })
        .toEqual([]);
      await expectNothing();
    }
  });
});
