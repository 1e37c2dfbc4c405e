import { expect, test } from 'vitest';
import { ConnectionError, UnexpectedReplyError } from './errors.ts';
import { createRawSender } from './raw-request.ts';

const credentials = { accountSid: 'AC1', authToken: 'secret', baseUrl: 'http://127.0.0.1:8080' };

/** A sender whose requests are recorded and get the same reply. */
function createRecorder(reply: () => Promise<Response>) {
  const requests: { readonly url: string; readonly init: RequestInit }[] = [];
  const send = createRawSender({
    ...credentials,
    fetch: (url, init) => {
      requests.push({ url, init });
      return reply();
    },
  });
  return { send, requests };
}

test('a request is sent as it is, with the credentials', async () => {
  const { send, requests } = createRecorder(async () => new Response('{}', { status: 201 }));
  const body = new URLSearchParams({ State: 'nonsense' });
  const reply = await send({
    method: 'POST',
    path: '/v1/Conversations?a=b',
    headers: { 'If-Match': 'x' },
    body,
  });
  expect([reply.status, await reply.text()]).toEqual([201, '{}']);
  expect(requests.map(({ url }) => url)).toEqual(['http://127.0.0.1:8080/v1/Conversations?a=b']);
  const { method, headers, body: sent } = requests[0]?.init ?? {};
  expect([method, sent]).toEqual(['POST', body]);
  expect(Object.fromEntries(new Headers(headers))).toMatchObject({
    accept: '*/*',
    authorization: `Basic ${btoa('AC1:secret')}`,
    'if-match': 'x',
  });
});

test('an error of the server is a reply', async () => {
  const { send } = createRecorder(async () => new Response('{"code":50353}', { status: 409 }));
  const reply = await send({ method: 'GET', path: '/v1/Conversations' });
  expect([reply.status, await reply.json()]).toEqual([409, { code: 50353 }]);
});

test('a server that cannot be reached is a ConnectionError', async () => {
  const { send } = createRecorder(() => Promise.reject(new TypeError('fetch failed')));
  await expect(send({ method: 'GET', path: '/' })).rejects.toThrow(ConnectionError);
});

test('the credentials are sent to no other server, whatever the path', async () => {
  const { send, requests } = createRecorder(async () => new Response());
  for (const path of ['@example.com/', '.example.com/', '1/'])
    await expect(send({ method: 'GET', path }), path).rejects.toThrow(UnexpectedReplyError);
  expect(requests).toEqual([]);
});

test('an abort ends the wait for the reply with its reason', async () => {
  const { send } = createRecorder(async () => new Response());
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(send({ method: 'GET', path: '/' }, { signal })).rejects.toThrow('enough');
});
