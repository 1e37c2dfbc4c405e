import type { SendRaw } from '@colloquy/client';
import { expect, test } from 'vitest';
import { type ExchangeReply, exchange } from './exchange.ts';

const request = { method: 'GET', path: '/v1/Conversations' } as const;

async function collect(send: SendRaw, signal = new AbortController().signal): Promise<ExchangeReply[]> {
  const replies = [];
  for await (const reply of exchange(send, request, signal)) replies.push(reply);
  return replies;
}

test('an error is a reply with its status, its text and the headers that matter', async () => {
  const headers = { 'content-type': 'application/json', 'retry-after': '1', 'x-other': 'a' };
  const [reply, ...others] = await collect(
    async () => new Response('{"code":20429}', { status: 429, headers }),
  );
  expect(others).toEqual([]);
  expect(reply).toMatchObject({
    status: 429,
    body: '{"code":20429}',
    isComplete: true,
    headers: [
      ['Content-Type', 'application/json'],
      ['Retry-After', '1'],
    ],
  });
});

test('content that is not text stays as it is', async () => {
  const headers = { 'content-type': 'image/png' };
  const [reply] = await collect(async () => new Response(new Uint8Array([0, 255]), { headers }));
  expect(reply?.body).toBeInstanceOf(Blob);
});

test('a stream is a reply before its first event, and grows until it is stopped', async () => {
  const stop = new AbortController();
  let push = (_text: string) => {};
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      push = (text) => controller.enqueue(new TextEncoder().encode(text));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const headers = { 'content-type': 'text/event-stream' };
  const replies = exchange(async () => new Response(body, { headers }), request, stop.signal);
  expect((await replies.next()).value).toMatchObject({ status: 200, body: '', isComplete: false });
  push('data: 1\n\n');
  expect((await replies.next()).value).toMatchObject({ body: 'data: 1\n\n' });
  push('data: 2\n\n');
  expect((await replies.next()).value).toMatchObject({ body: 'data: 1\n\ndata: 2\n\n' });
  const last = replies.next();
  stop.abort();
  expect((await last).done).toBe(true);
  expect(cancelled).toBe(true);
});

test('a server that cannot be reached fails', async () => {
  await expect(collect(() => Promise.reject(new Error('unreachable')))).rejects.toThrow('unreachable');
});
