import { once } from 'node:events';
import { connect } from 'node:net';
import { startColloquy } from '@colloquy/testkit';
import { expect, it } from 'vitest';
import { basicAuthorization } from '../support/http/caller.ts';

const tunnel = 'CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n';

const open = (url: string) => connect(Number(new URL(url).port), '127.0.0.1');

it('the server survives a client that requests a tunnel and breaks the connection', async () => {
  await using colloquy = await startColloquy();
  for (let round = 0; round < 20; round++) {
    const socket = open(colloquy.listeningUrl);
    await once(socket, 'connect');
    socket.write(tunnel, () => socket.resetAndDestroy());
    await once(socket, 'close');
  }
  expect((await fetch(`${colloquy.listeningUrl}/healthz`)).status).toBe(200);
});

it('the server stops although a client keeps a rejected tunnel open', async () => {
  const colloquy = await startColloquy();
  const socket = open(colloquy.listeningUrl);
  socket.write(tunnel);
  const [reply] = await once(socket, 'data');
  expect(String(reply)).toMatch(/^HTTP\/1\.1 405 /);
  await colloquy.stop();
  socket.destroy();
});

it('the count of concurrent requests stays correct when uploads are aborted', async () => {
  await using colloquy = await startColloquy();
  const authorization = basicAuthorization(colloquy.accountSid, colloquy.authToken);
  for (let round = 0; round < 10; round++) {
    const socket = open(colloquy.listeningUrl);
    await once(socket, 'connect');
    const head = `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nFriendlyName=`;
    socket.write(head, () => socket.resetAndDestroy());
    await once(socket, 'close');
  }
  const reply = () => fetch(`${colloquy.listeningUrl}/v1/Services`, { headers: { authorization } });
  // The server notices the broken connections in a later tick; that takes no more than a few requests.
  let count = '';
  for (let attempt = 0; attempt < 100 && count !== '1'; attempt++) {
    count = (await reply()).headers.get('twilio-concurrent-requests') ?? '';
  }
  expect(count).toBe('1');
});

it('a DELETE request without a body can have any content type', async () => {
  await using colloquy = await startColloquy();
  const authorization = basicAuthorization(colloquy.accountSid, colloquy.authToken);
  for (const type of ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded', 'x']) {
    const created = await fetch(`${colloquy.baseUrl}/v1/Conversations`, {
      method: 'POST',
      headers: { authorization },
    });
    const { sid } = (await created.json()) as { sid: string };
    const headers = { authorization, 'content-type': type };
    const url = `${colloquy.baseUrl}/v1/Conversations/${sid}`;
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204);
  }
});
