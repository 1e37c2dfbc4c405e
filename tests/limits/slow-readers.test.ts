import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, accountSettings, otherAccount } from '../support/accounts.ts';
import { basicAuthorization, createCaller, type HttpCaller } from '../support/http/caller.ts';
import { type ServerProcess, startServerProcess } from '../support/processes/colloquy-command.ts';

/** JSON escapes each of these with six characters, so a message takes 197 KB of a reply, and a page has 4 MB. */
const body = '\u0001'.repeat(32_768);
const messageCount = 24;
const connectionCount = 200;
/** More than the buffers of the kernel take of the replies to one connection. */
const requestsPerConnection = 6;

/** All 200 first replies together would have 800 MB. */
const maxGrowthBytes = 400_000_000;
/** Of fetches, in relation to the 99th percentile without load; the server renders a page of 4 MB between two of them. */
const maxSlowdown = { p99: 30, longest: 100 };

let server: ServerProcess;
let bystander: HttpCaller;
let [page, otherPage]: string[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startServerProcess({
    ...accountSettings,
    COLLOQUY_DATABASE_URL: 'sqlite::memory:',
    COLLOQUY_LOG_LEVEL: 'silent',
  });
  bystander = createCaller(server.baseUrl, otherAccount.sid, otherAccount.token);
  page = await createLongPage(createCaller(server.baseUrl, account.sid, account.token));
  otherPage = await createLongPage(bystander);
}, 60_000);
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await server[Symbol.asyncDispose]();
});

/** Returns the path of a page of 4 MB. */
async function createLongPage(call: HttpCaller): Promise<string> {
  const { body: conversation } = await call('POST', '/v1/Conversations');
  const messages = `/v1/Conversations/${conversation.sid}/Messages`;
  const form = new URLSearchParams({ Body: body }).toString();
  for (let index = 0; index < messageCount; index++) await call('POST', messages, form);
  return `${messages}?PageSize=1000`;
}

/** Opens a connection that requests pages and takes nothing of the replies. */
async function requestPages(): Promise<void> {
  const { hostname, port } = new URL(server.baseUrl);
  const socket = connect({ host: hostname, port: Number(port) }).pause();
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  const authorization = basicAuthorization(account.sid, account.token);
  const request = `GET ${page} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n\r\n`;
  socket.write(request.repeat(requestsPerConnection));
}

async function residentBytes(): Promise<number> {
  const metrics = await (await fetch(`${server.baseUrl}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]);
}

/** Fetches a conversation some hundred times. Returns the 99th percentile in milliseconds, and the largest memory. */
async function observe(path: string) {
  const durations: number[] = [];
  let memory = 0;
  for (let index = 0; index < 600; index++) {
    const start = performance.now();
    expect((await bystander('GET', path)).status).toBe(200);
    durations.push(performance.now() - start);
    if (index % 10 === 0) memory = Math.max(memory, await residentBytes());
  }
  durations.sort((one, another) => one - another);
  return { p99: durations[Math.floor(durations.length * 0.99)] ?? 0, longest: durations.at(-1) ?? 0, memory };
}

test('clients that request long pages and do not read them delay no other account, and take bounded memory', async () => {
  const { body: conversation } = await bystander('POST', '/v1/Conversations');
  const path = `/v1/Conversations/${conversation.sid}`;
  await observe(path);
  const before = await observe(path);
  const [during] = await Promise.all([
    observe(path),
    ...Array.from({ length: connectionCount }, requestPages),
  ]);
  expect(during.memory - before.memory).toBeLessThan(maxGrowthBytes);
  expect(during.p99 / before.p99).toBeLessThan(maxSlowdown.p99);
  expect(during.longest / before.p99).toBeLessThan(maxSlowdown.longest);
  expect((await bystander('GET', otherPage ?? '')).text.length).toBeGreaterThan(3_500_000);

  const call = createCaller(server.baseUrl, account.sid, account.token);
  const refused = await call('GET', page ?? '');
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([429, 20429, '1']);
  expect((await call('GET', '/v1/Conversations')).status).toBe(200);

  for (const socket of sockets) socket.destroy();
  expect((await call('GET', page ?? '')).status).toBe(200);
}, 120_000);
