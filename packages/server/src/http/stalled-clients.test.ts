import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Authenticator } from './authentication.ts';
import { createHttpServer } from './server.ts';
import { StallDetector } from './stall-detector.ts';

/** Starts a server that disconnects clients after a tenth of a second, and sends a request to `/`. */
async function requestFrom(handle: () => Promise<string>) {
  const server = createHttpServer({
    authenticator: new Authenticator([]),
    requestId: () => 'RQ1',
    baseUrl: () => 'http://localhost',
    onError: (error) => expect.fail(String(error)),
    namesIgnoredParameters: false,
    isDraining: () => false,
    onRequest: () => {},
    onRejected: () => {},
    onResponse: () => {},
    stallTimeoutMs: 100,
  });
  server.route({
    method: 'GET',
    url: '/',
    config: { public: true },
    handler: handle,
  });
  const port = Number(new URL(await server.listen({ port: 0, host: '127.0.0.1' })).port);
  const socket = connect(port, '127.0.0.1').pause();
  onTestFinished(async () => {
    socket.destroy();
    await server.close();
  });
  const [serverSocket] = await once(server.server, 'connection');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  return { socket, serverSocket };
}

test('a client that takes nothing of a reply is disconnected', async () => {
  const { serverSocket } = await requestFrom(async () => 'x'.repeat(50_000_000));
  await once(serverSocket, 'close');
  expect(serverSocket.destroyed).toBe(true);
});

test('a client that takes nothing of a reply is disconnected, even if it sends something all the time', async () => {
  const { socket, serverSocket } = await requestFrom(async () => 'x'.repeat(50_000_000));
  socket.on('error', () => {});
  const trickle = setInterval(() => socket.write('G'), 10);
  onTestFinished(() => clearInterval(trickle));
  await once(serverSocket, 'close');
  expect(serverSocket.destroyed).toBe(true);
});

test('a client that has nothing to take does not count as stalled', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { socket, serverSocket } = await requestFrom(() => promise);
  const stalls = new StallDetector();
  for (let check = 0; check < 3; check++) expect(stalls.countUnchanged(serverSocket)).toBe(0);
  resolve('x'.repeat(50_000_000));
  while (serverSocket.writableLength === 0) await new Promise(setImmediate);
  let [before, unchanged] = [0, 0];
  // The buffers of the kernel take a part first.
  for (; unchanged < 2; before = unchanged) {
    await new Promise(setImmediate);
    unchanged = stalls.countUnchanged(serverSocket);
    expect([0, before + 1]).toContain(unchanged);
  }
  socket.destroy();
});

test('an idle connection is closed after the timeout of idle connections', async () => {
  const { socket, serverSocket } = await requestFrom(async () => 'at once');
  await once(socket.resume(), 'data');
  expect(serverSocket.timeout).toBeGreaterThan(60_000);
  serverSocket.setTimeout(50);
  await once(serverSocket, 'close');
  expect(serverSocket.destroyed).toBe(true);
});
