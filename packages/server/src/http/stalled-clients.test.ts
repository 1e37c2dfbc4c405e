import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Authenticator } from './authentication.ts';
import { createHttpServer } from './server.ts';

/** Starts a server that disconnects clients after a tenth of a second, and sends a request to `/`. */
async function requestFrom(handle: (timeout: Promise<unknown>) => Promise<string>) {
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
    handler: () => handle(once(server.server, 'timeout')),
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

test('a client that waits for a slow reply is not disconnected', async () => {
  const { socket, serverSocket } = await requestFrom(async (timeout) => {
    await timeout;
    return 'late';
  });
  // As after an earlier reply that the client was slow to read.
  serverSocket.setTimeout(100);
  const [reply] = await once(socket.resume(), 'data');
  expect(String(reply)).toContain('late');
});

test('an idle connection is closed after the timeout of idle connections', async () => {
  const { socket, serverSocket } = await requestFrom(async () => 'at once');
  await once(socket.resume(), 'data');
  expect(serverSocket.timeout).toBeGreaterThan(60_000);
  serverSocket.setTimeout(50);
  await once(serverSocket, 'close');
  expect(serverSocket.destroyed).toBe(true);
});
