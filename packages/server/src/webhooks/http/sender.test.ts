import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { buildRequest, type WebhookRequest } from './build-request.ts';
import { type SendResult, toAttemptRecord } from './send-result.ts';
import { Sender } from './sender.ts';
import type { Timeouts } from './timeouts.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

const serve = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createHttpServer(listener))}`;

/** A TCP server that handles its connections with a callback. */
async function serveRaw(connected: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  const port = await listen(server);
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${port}`;
}

function sender(options: Partial<ConstructorParameters<typeof Sender>[0]> = {}): Sender {
  const made = new Sender({ allowPrivate: true, ...options });
  open.push(() => made.close());
  return made;
}

const post = (url: string): WebhookRequest =>
  buildRequest({ url, method: 'POST' }, [['Body', 'hé']], {
    accountSid: 'AC1',
    authToken: '12345',
    idempotencyToken: 'token',
    retryCount: 0,
  });

const longTimeouts: Timeouts = { connectMs: 5000, readMs: 5000, totalMs: 5000 };
const failure = (kind: string) => expect.objectContaining({ kind: 'failure', failure: kind });
const text = (result: SendResult): string =>
  result.kind === 'reply' ? result.body.toString() : result.failure;

describe('requests', () => {
  it('a request arrives unchanged and its reply is returned', async () => {
    const received: unknown[] = [];
    const url = await serve(async (request, response) => {
      const { method, url, headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(await request.toArray()).toString() });
      response.writeHead(201).end('{"body":"hello"}');
    });
    const request = post(`${url}/hook?x=1#rc=2`);
    const result = await sender().send(request);
    expect(result).toEqual({
      kind: 'reply',
      status: 201,
      body: Buffer.from('{"body":"hello"}'),
      isComplete: true,
      durationMs: expect.any(Number),
    });
    expect(received).toEqual([
      {
        method: 'POST',
        url: '/hook?x=1',
        headers: {
          host: new URL(url).host,
          connection: 'keep-alive',
          'content-length': String(request.body?.length),
          ...Object.fromEntries(
            Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
          ),
        },
        body: 'Body=h%C3%A9&RetryCount=0',
      },
    ]);
  });

  it('connections are reused', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const sending = sender();
    for (let count = 0; count < 20; count += 1)
      expect(await sending.send(post(url))).toMatchObject({ status: 200 });
    // A connection may still be busy when the next request is sent.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('redirects are not followed', async () => {
    const paths: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/other' }).end();
    });
    expect(await sender().send(post(`${url}/hook`))).toMatchObject({ kind: 'reply', status: 307 });
    expect(paths).toEqual(['/hook']);
  });

  it('an informational reply is skipped', async () => {
    const url = await serve((_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(403).end('no');
    });
    expect(await sender().send(post(url))).toMatchObject({ status: 403, body: Buffer.from('no') });
  });

  it('the body of a reply is read up to the limit', async () => {
    let written = 0;
    const url = await serve((request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(1000))) written += 1000;
      };
      response.on('drain', more).on('error', () => {});
      request.resume().on('end', more);
    });
    const result = await sender({ maxReplyBytes: 10_000 }).send(post(url));
    expect(result).toMatchObject({ kind: 'reply', status: 200, isComplete: false });
    expect(text(result)).toBe('x'.repeat(10_000));
    expect(written).toBeLessThan(20_000_000);
  });
});

describe('timeouts', () => {
  const trickle = () =>
    serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(timer));
    });

  it('a request without a reply fails after the read timeout, and its connection is closed', async () => {
    const closed = Promise.withResolvers<void>();
    const url = await serveRaw((socket) => socket.on('close', () => closed.resolve()).resume());
    const result = await sender().send(post(url), { ...longTimeouts, readMs: 50 });
    expect(result).toEqual(failure('read-timeout'));
    expect(result.durationMs).toBeGreaterThanOrEqual(40);
    expect(result.durationMs).toBeLessThan(4000);
    await closed.promise;
  });

  it('a reply that stops in the middle fails after the read timeout', async () => {
    const url = await serveRaw((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe'));
    expect(await sender().send(post(url), { ...longTimeouts, readMs: 50 })).toEqual(failure('read-timeout'));
  });

  it('a reply that never ends fails after the total timeout', async () => {
    const result = await sender().send(post(await trickle()), {
      ...longTimeouts,
      readMs: 2000,
      totalMs: 100,
    });
    expect(result).toEqual(failure('total-timeout'));
  });

  it('a reply that arrived in time counts, even if this thread was blocked', async () => {
    // On its own thread, so that it replies while this one is blocked.
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
      const server = require('node:http').createServer((request, response) => {
        request.resume().on('end', () => {
          if (request.url !== '/held') return response.end('here');
          parentPort.postMessage('arrived');
          setTimeout(() => response.end('here'), 50);
        });
      }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
      { eval: true },
    );
    open.push(() => worker.terminate());
    const [port] = await once(worker, 'message');
    const sending = sender();
    const shortTimeouts: Timeouts = { connectMs: 5000, readMs: 150, totalMs: 200 };
    // Opens the connection.
    expect(text(await sending.send(post(`http://127.0.0.1:${port}/`), shortTimeouts))).toBe('here');
    const arrived = once(worker, 'message');
    const result = sending.send(post(`http://127.0.0.1:${port}/held`), shortTimeouts);
    await arrived;
    // The next phases of the event loop are timers and then sockets.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    expect(text(await result)).toBe('here');
  });

  it('a request that gets no connection fails after the connection timeout and is never sent', async () => {
    const arrived: unknown[] = [];
    const url = await serve((request, response) => {
      arrived.push(request.url);
      response.end();
    });
    const name = Promise.withResolvers<readonly string[]>();
    const sending = sender({ resolver: { resolve: () => name.promise, isResponsive: () => true } });
    const { port } = new URL(url);
    const first = sending.send(post(`http://slow.test:${port}/first`), { ...longTimeouts, connectMs: 50 });
    expect(await first).toEqual(failure('connect-timeout'));
    const second = sending.send(post(`http://slow.test:${port}/second`));
    name.resolve(['127.0.0.1']);
    expect(await second).toMatchObject({ status: 200 });
    expect(arrived).toEqual(['/second']);
  });

  it('a request waits for a free connection until its total timeout', async () => {
    const waiting: (() => void)[] = [];
    const url = await serve((_, response) => {
      waiting.push(() => response.end());
      if (waiting.length === 2) for (const reply of waiting) reply();
    });
    const sending = sender({ maxConnectionsPerOrigin: 1 });
    const first = sending.send(post(url));
    const late = sending.send(post(url), { ...longTimeouts, totalMs: 50 });
    const next = sending.send(post(url));
    expect(await late).toEqual(failure('busy'));
    waiting[0]?.();
    expect(await Promise.all([first, next])).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(waiting).toHaveLength(2);
  });
});

describe('failures', () => {
  it('a closed port is reported', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await sender().send(post(`http://127.0.0.1:${port}/`))).toEqual(failure('connect-failed'));
  });

  it('a lost connection is reported', async () => {
    const url = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    expect(await sender().send(post(url))).toEqual(failure('connection-lost'));
  });

  it.each(['SSH-2.0-x\r\n\r\n', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`])(
    'a malformed reply is reported',
    async (bytes) => {
      const url = await serveRaw((socket) => socket.once('data', () => socket.end(bytes)));
      expect(await sender().send(post(url))).toEqual(failure('reply-invalid'));
    },
  );

  it('a failed TLS handshake is reported', async () => {
    const url = await serve((_, response) => response.end());
    expect(await sender().send(post(url.replace('http:', 'https:')))).toEqual(failure('tls-failed'));
  });

  it.each(['', 'nonsense', 'ftp://example.com/', 'file:///etc/passwd'])(
    '%j is reported as an invalid URL',
    async (url) => {
      expect(await sender().send({ ...post('http://x/'), url })).toEqual(failure('url-invalid'));
    },
  );

  it('close waits for the requests in flight, and later requests fail', async () => {
    let reply = () => {};
    const asked = Promise.withResolvers<void>();
    const url = await serve((_, response) => {
      reply = () => response.end('late');
      asked.resolve();
    });
    const sending = sender();
    const first = sending.send(post(url));
    await asked.promise;
    const closed = sending.close();
    expect(await sending.send(post(url))).toEqual(failure('closed'));
    reply();
    await closed;
    expect(text(await first)).toBe('late');
  });
});

describe('toAttemptRecord', () => {
  it('a reply keeps its status and the first bytes of its body, as text that every database can store', async () => {
    const body = `\0${'é'.repeat(2000)}`;
    const url = await serve((_, response) => response.writeHead(500).end(body));
    expect(toAttemptRecord(await sender().send(post(url)))).toEqual({
      status: 500,
      error: null,
      body: `\u{fffd}${'é'.repeat(1023)}`,
      durationMs: expect.any(Number),
    });
  });

  it('a failure does not contain what a name resolves to', async () => {
    const port = await listen(createHttpServer());
    await open.pop()?.();
    const resolver = { resolve: async () => ['127.0.0.1', '127.0.0.2'], isResponsive: () => true };
    for (const allowPrivate of [true, false]) {
      const result = await sender({ allowPrivate, resolver }).send(post(`http://inside.test:${port}/`));
      expect(toAttemptRecord(result).error).toMatch(allowPrivate ? /^connect-failed/ : /^address-refused/);
      expect(toAttemptRecord(result).error).not.toContain('127.0.0');
    }
  });

  it('a failure keeps its code and detail', async () => {
    const result = await sender({ allowPrivate: false }).send(post('http://10.0.0.1/'));
    expect(toAttemptRecord(result)).toEqual({
      status: null,
      error: 'address-refused: 10.0.0.1 is not on the public internet; COLLOQUY_PRIVATE_WEBHOOKS=1 allows it',
      body: null,
      durationMs: expect.any(Number),
    });
  });
});
