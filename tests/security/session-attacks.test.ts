import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signAccessToken } from '../support/http/access-token.ts';
import { clientFrame, RawSocket, upgradeRequest } from '../support/realtime/raw-socket.ts';
import { frameBytes, SessionClient, statusOf } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';

let service: string;
const token = (identity: string) => signAccessToken(service, { grants: { identity } });

const resources = new AsyncDisposableStack();
let url: string;
let port: number;
beforeAll(async () => {
  const server = resources.use(await startServer('sqlite::memory:', { COLLOQUY_MAX_SESSIONS: '5' }));
  url = server.listeningUrl;
  port = Number(new URL(url).port);
  service = await createChatService(server);
});
afterAll(() => resources.disposeAsync());

let count = 0;

/** Expects that the server serves requests and new sessions, and has reported no error. */
async function expectAlive() {
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  using client = new SessionClient(url);
  count++;
  expect(statusOf(await client.init(token(`user${count}`)))).toMatchObject({ code: 200 });
  client.close();
  await client.closed;
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('colloquy_errors_total 0');
}

const init = () => frameBytes({ method: 'init', id: 'a', token: token('mallory') });

test('any bytes instead of WebSocket frames close only their own socket', async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 500 }).map((array) => Buffer.from(array));
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (garbage, afterInit) => {
      using socket = await RawSocket.upgrade(port);
      if (afterInit) socket.send(init());
      socket.write(garbage);
      socket.end();
      await socket.closed;
    }),
    { numRuns: 60 },
  );
  await expectAlive();
});

test('any messages instead of frames of the protocol are refused', async () => {
  const frame = fc
    .record({ method: fc.constantFrom('init', 'update', 'message', 'close', 'x'), id: fc.string() })
    .chain((header) =>
      fc.jsonValue().map((value) => frameBytes({ ...header, http_request: value, token: value })),
    );
  const garbage = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(frame, garbage), { maxLength: 8 }),
      fc.boolean(),
      async (all, afterInit) => {
        using socket = await RawSocket.upgrade(port);
        if (afterInit) socket.send(init());
        for (const each of all) socket.send(each);
        socket.end();
        await socket.closed;
      },
    ),
    { numRuns: 60 },
  );
  await expectAlive();
});

test.each([
  ['a frame of a petabyte', clientFrame(Buffer.from('x'), { length: 2 ** 50 })],
  ['a frame of 2 MB', clientFrame(Buffer.from('x'), { length: 2_000_000 })],
  [
    'the first of many fragments',
    Buffer.concat(
      Array.from({ length: 3 }, (_, n) =>
        clientFrame(Buffer.from('x'), { final: false, opcode: n === 0 ? 'binary' : 'continuation' }),
      ),
    ),
  ],
  ['a frame without a mask', Buffer.from([0x82, 0x01, 0x78])],
  ['a compressed frame', Buffer.from([0xc2, 0x81, 0, 0, 0, 0, 0x78])],
  ['a part of a frame that is longer than a token', clientFrame(Buffer.alloc(17_000), { length: 1_000_000 })],
])('%s before the init closes the socket', async (_, bytes) => {
  using socket = await RawSocket.upgrade(port);
  socket.drain();
  socket.write(bytes);
  await socket.closed;
  await expectAlive();
});

test('a flood of pings whose answers are not read closes the socket', async () => {
  using socket = await RawSocket.upgrade(port);
  socket.send(init());
  await socket.read();
  socket.pause();
  const pings = Buffer.concat(
    Array.from({ length: 1000 }, () => clientFrame(Buffer.alloc(125), { opcode: 'ping' })),
  );
  let isClosed = false;
  void socket.closed.then(() => {
    isClosed = true;
  });
  for (let round = 0; round < 1000 && !isClosed; round++) await socket.writeAll(pings);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/colloquy_session_ends_total\{reason="slow"\} 1/);
  await expectAlive();
});

test('of more than 1000 sockets without an init, the oldest are closed, and others are served', async () => {
  const sockets = [];
  try {
    for (let n = 0; n < 1100; n++) sockets.push(await RawSocket.upgrade(port));
    await sockets[0]?.closed;
    await sockets[90]?.closed;
    await expectAlive();
  } finally {
    for (const socket of sockets) socket[Symbol.dispose]();
  }
});

test('handshakes that are not valid, or broken off, are refused', async () => {
  for (const head of [
    upgradeRequest().replace('Version: 13', 'Version: 99'),
    upgradeRequest().replace(/Key: A+==/, 'Key: x'),
    upgradeRequest().replace(/Sec-.*\r\n/g, ''),
    upgradeRequest('/v3/wsconnect', 'Sec-WebSocket-Protocol: ,,\r\n'),
    upgradeRequest('//%zz'),
  ]) {
    const socket = connect(port, '127.0.0.1');
    socket.write(head);
    const [data] = await once(socket, 'data');
    expect(String(data)).toMatch(/^HTTP\/1\.1 4\d\d /);
    socket.destroy();
  }
  for (let round = 0; round < 20; round++) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(upgradeRequest(), () => socket.resetAndDestroy());
    await once(socket, 'close');
  }
  await expectAlive();
});

test('an offer of another protocol is ignored, as by every server that does not know it', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n',
  );
  const [data] = await once(socket, 'data');
  expect(String(data)).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
});
