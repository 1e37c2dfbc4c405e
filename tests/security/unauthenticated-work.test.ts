import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { basicAuthorization } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

const request = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;

async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // A server that closes the connection while it is written to resets it.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Memory of a process in MiB. */
const memoryOf = (pid: number | undefined) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

test('pipelined requests without credentials, whose replies nobody reads, cost little memory and delay nobody', async () => {
  await using server = await startServerProcess({ COLLOQUY_DATABASE_URL: 'sqlite::memory:' });
  const bystander = async () => {
    const started = performance.now();
    expect((await fetch(`${server.baseUrl}/healthz`)).status).toBe(200);
    return performance.now() - started;
  };
  expect((await fetch(`${server.baseUrl}/openapi.json`)).status).toBe(200);
  const before = memoryOf(server.process.pid);
  const sockets = await Promise.all(Array.from({ length: 20 }, () => open(server.baseUrl)));
  // 1.2 MB in all. Each connection asks for about 500 MB of documents.
  const attack = request('/openapi.json').repeat(1500);
  for (const socket of sockets) socket.pause().write(attack);
  const delays: number[] = [];
  let peak = before;
  for (let round = 0; round < 100; round++) {
    delays.push(await bystander());
    peak = Math.max(peak, memoryOf(server.process.pid));
  }
  for (const socket of sockets) socket.destroy();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 100 }, async () => (await fetch(`${server.baseUrl}/openapi.json`)).text()),
  );
  const hundredDocuments = performance.now() - started;
  expect(peak - before).toBeLessThan(150);
  const [longest = 0, ...others] = delays.toSorted((one, other) => other - one);
  // The attack asks for 30,000. Only the first documents, which fill the sockets, are in the way of one request.
  expect(longest).toBeLessThan(5 * hundredDocuments);
  expect(others.reduce((sum, delay) => sum + delay, 0)).toBeLessThan(3 * hundredDocuments);
});

test('requests for the metrics at the same time share their rendering', async () => {
  await using server = await startServerProcess({ COLLOQUY_DATABASE_URL: 'sqlite::memory:' });
  const fetchText = async () => (await fetch(`${server.baseUrl}/metrics`)).text();
  // Each rendering reads the memory and the CPU time of the process, so no two of them are equal.
  const texts = await Promise.all(Array.from({ length: 200 }, fetchText));
  expect(new Set(texts).size).toBeLessThan(20);
});

test('a few pipelined requests are handled one after another, and all get their replies in order', async () => {
  await using colloquy = await startColloquy();
  const socket = await open(colloquy.listeningUrl);
  const authorization = `Authorization: ${basicAuthorization(colloquy.accountSid, colloquy.authToken)}\r\n`;
  const paths = Array.from({ length: 20 }, (_, n) => `/v1/Services/IS${n}`);
  socket.write(paths.map((path) => request(path, authorization)).join(''));
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.includes('/Services/IS19 was not found')) break;
  }
  expect([...text.matchAll(/resource (\S+) was not found/g)].map(([, path]) => `/v1${path}`)).toEqual(paths);
  expect(new Set([...text.matchAll(/twilio-concurrent-requests: (\d+)/g)].map(([, count]) => count))).toEqual(
    new Set(['1']),
  );
});

test('a connection with more waiting requests than a client needs is closed', async () => {
  await using colloquy = await startColloquy();
  const socket = await open(colloquy.listeningUrl);
  socket.resume().write(request('/v1/Services').repeat(500));
  await once(socket, 'close');
  expect((await fetch(`${colloquy.listeningUrl}/healthz`)).status).toBe(200);
});

test.each(['/v1/Services', `/v1/Services/IS${'0'.repeat(32)}/MediaSet`])(
  'a POST to %s without credentials is refused before its body arrives',
  async (path) => {
    await using colloquy = await startColloquy();
    const socket = await open(colloquy.listeningUrl);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n`);
    const [reply] = await once(socket, 'data');
    expect(String(reply)).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  },
);
