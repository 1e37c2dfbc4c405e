import { describe, expect, it } from 'vitest';
import { createManualTimer } from '../test/manual-timer.ts';
import { conversationBody } from '../test/replies.ts';
import { errorBody, sendReply, startServer } from '../test/server.ts';
import { createClient } from './client.ts';
import { ColloquyError, ConnectionError, RequestTimeoutError, UnexpectedReplyError } from './errors.ts';

const credentials = { accountSid: 'AC1', authToken: 'token' };

/** What a promise rejects with. */
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe('an error reply', () => {
  it('an error reply rejects with its code, message and status', async () => {
    await using server = await startServer((_, response) =>
      sendReply(
        response,
        404,
        { ...errorBody(404, 20404), details: { hint: 'look elsewhere' } },
        { 'Twilio-Request-Id': 'RQ1' },
      ),
    );
    const client = createClient({ ...credentials, baseUrl: server.origin });
    const error = await failureOf(client.fetchConversation('CH1'));
    expect(error).toBeInstanceOf(ColloquyError);
    expect(error).toMatchObject({
      name: 'ColloquyError',
      status: 404,
      code: 20404,
      message: 'Error 20404',
      moreInfo: 'https://www.twilio.com/docs/errors/20404',
      details: { hint: 'look elsewhere' },
      requestId: 'RQ1',
    });
  });

  it.each([
    [502, '<html>Bad gateway</html>'],
    [500, ''],
    [503, '"unavailable"'],
    [302, ''],
  ])('an error reply of status %i that is not from the API rejects with the status', async (status, body) => {
    await using server = await startServer((_, response) =>
      sendReply(response, status, body, { Location: 'http://127.0.0.1:1/' }),
    );
    const client = createClient({ ...credentials, baseUrl: server.origin, retry: {} });
    const error = await failureOf(client.fetchConversation('CH1'));
    expect(error).toBeInstanceOf(ColloquyError);
    expect(error).toMatchObject({ status, code: undefined, requestId: undefined, details: body });
    expect(error).toHaveProperty('message', expect.stringContaining(`HTTP ${status}`));
    expect(server.received).toHaveLength(1);
  });

  it('a successful reply that is not JSON rejects with UnexpectedReplyError', async () => {
    await using server = await startServer((_, response) => sendReply(response, 200, '<html>Log in</html>'));
    const client = createClient({ ...credentials, baseUrl: server.origin });
    expect(await failureOf(client.fetchConversation('CH1'))).toBeInstanceOf(UnexpectedReplyError);
    expect(await failureOf(client.listConversation())).toBeInstanceOf(UnexpectedReplyError);
  });
});

describe('a connection', () => {
  it('a broken connection rejects with the cause, and is not retried by default', async () => {
    await using server = await startServer((_, response) => response.destroy());
    const client = createClient({ ...credentials, baseUrl: server.origin });
    const error = await failureOf(client.fetchConversation('CH1'));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toHaveProperty('cause', expect.any(Error));
    expect(error).toHaveProperty('message', `GET ${server.origin}/v1/Conversations/CH1: no reply`);
    expect(server.received).toHaveLength(1);
  });

  it('a connection that breaks during the reply rejects with the cause', async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('{', () => response.destroy());
    });
    const client = createClient({ ...credentials, baseUrl: server.origin });
    expect(await failureOf(client.fetchConversation('CH1'))).toBeInstanceOf(ConnectionError);
  });

  it('a connection that cannot be opened rejects with the cause', async () => {
    const server = await startServer(() => {});
    await server[Symbol.asyncDispose]();
    const client = createClient({ ...credentials, baseUrl: server.origin });
    expect(await failureOf(client.createConversation())).toBeInstanceOf(ConnectionError);
  });
});

describe('a timeout', () => {
  it.each(['nothing', 'a part'])('a timeout aborts a call that received %s of its reply', async (part) => {
    const arrived = Promise.withResolvers<void>();
    await using server = await startServer((_, response) => {
      if (part === 'a part') response.writeHead(200, { 'Content-Length': '1000' }).write('{');
      arrived.resolve();
    });
    const { timer, waitForTimer, runningTimers } = createManualTimer();
    const limit = waitForTimer(5000);
    const client = createClient({ ...credentials, baseUrl: server.origin, timeoutMs: 5000, timer });
    const failure = failureOf(client.createConversation());
    await arrived.promise;
    (await limit).fire();
    const error = await failure;
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error).toMatchObject({
      timeoutMs: 5000,
      message: `POST ${server.origin}/v1/Conversations: no reply within 5000 ms`,
    });
    expect(runningTimers.size).toBe(0);
  });

  it('the timeout is 30 s unless set for the client or the call, and ends with the reply', async () => {
    await using server = await startServer((_, response) => sendReply(response, 200, conversationBody()));
    const { timer, waitForTimer, runningTimers } = createManualTimer();
    const options = { ...credentials, baseUrl: server.origin, timer };
    const limits = [waitForTimer(30_000), waitForTimer(7), waitForTimer(8)];
    await createClient(options).fetchConversation('CH1');
    await createClient({ ...options, timeoutMs: 7 }).fetchConversation('CH1');
    await createClient({ ...options, timeoutMs: 7 }).fetchConversation('CH1', { timeoutMs: 8 });
    await Promise.all(limits);
    expect(runningTimers.size).toBe(0);
  });
});

describe('a signal', () => {
  it('a signal aborts a running call with its reason', async () => {
    const arrived = Promise.withResolvers<void>();
    await using server = await startServer(() => arrived.resolve());
    const { timer, runningTimers } = createManualTimer();
    const controller = new AbortController();
    const client = createClient({ ...credentials, baseUrl: server.origin, timer, retry: {} });
    const failure = failureOf(client.fetchConversation('CH1', { signal: controller.signal }));
    await arrived.promise;
    const reason = new Error('The page was left');
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(runningTimers.size).toBe(0);
    expect(server.received).toHaveLength(1);
  });

  it('a signal that is already aborted prevents the request', async () => {
    await using server = await startServer((_, response) => sendReply(response, 200, conversationBody()));
    const client = createClient({ ...credentials, baseUrl: server.origin });
    const signal = AbortSignal.abort('never mind');
    expect(await failureOf(client.fetchConversation('CH1', { signal }))).toBe('never mind');
    expect(server.received).toEqual([]);
  });
});

describe('retries', () => {
  it('a 429 is retried after its Retry-After, also for a call that is not safe', async () => {
    const now = Date.UTC(2024, 4, 1);
    const asked = ['3', new Date(now + 9000).toUTCString()];
    await using server = await startServer((_, response) => {
      const retryAfter = asked.shift();
      if (retryAfter === undefined) sendReply(response, 201, conversationBody());
      else sendReply(response, 429, errorBody(429, 20429), { 'Retry-After': retryAfter });
    });
    const { timer, waitForTimer } = createManualTimer();
    const waits = [waitForTimer(3000), waitForTimer(9000)];
    const client = createClient({ ...credentials, baseUrl: server.origin, timer, now: () => now, retry: {} });
    const created = client.createConversation({ friendlyName: 'Tea' });
    for (const wait of waits) (await wait).fire();
    await created;
    expect(server.received.map(({ method, body }) => `${method} ${body}`)).toEqual(
      Array(3).fill('POST FriendlyName=Tea'),
    );
  });

  it('a 429 whose Retry-After is too long is not retried', async () => {
    await using server = await startServer((_, response) =>
      sendReply(response, 429, errorBody(429, 20429), { 'Retry-After': '31' }),
    );
    const client = createClient({ ...credentials, baseUrl: server.origin, retry: {} });
    expect(await failureOf(client.fetchConversation('CH1'))).toMatchObject({
      status: 429,
      retryAfterMs: 31_000,
    });
    expect(server.received).toHaveLength(1);
  });

  it('a broken connection is retried only for a safe call', async () => {
    await using server = await startServer((_, response) => response.destroy());
    const { timer, waitForTimer } = createManualTimer();
    const waits = [waitForTimer(50), waitForTimer(100)];
    const client = createClient({
      ...credentials,
      baseUrl: server.origin,
      timer,
      random: () => 0.5,
      retry: { retries: 2, baseDelayMs: 100 },
    });
    expect(await failureOf(client.createConversation())).toBeInstanceOf(ConnectionError);
    expect(await failureOf(client.deleteConversation('CH1'))).toBeInstanceOf(ConnectionError);
    expect(server.received.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    const failure = failureOf(client.fetchConversation('CH1'));
    for (const wait of waits) (await wait).fire();
    expect(await failure).toBeInstanceOf(ConnectionError);
    expect(server.received.slice(2).map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  });
});
