import { type Client, createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { SessionClient } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';

describe.each(engines)('the last requests on %s', (engine) => {
  let colloquy: Colloquy;
  let client: Client;
  let call: HttpCaller;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    client = createClient(colloquy);
    call = createCaller(colloquy.baseUrl, account.sid, account.token);
  });
  afterAll(() => colloquy.stop());

  test('a failed request is listed with its error and its parameters, as the reply named it', async () => {
    const reply = await call('POST', '/v1/Conversations?FriendlyName=Here', {
      Attributes: 'not json',
      'timers.inactive': 'PT1M',
    });
    const { requests } = await client.fetchRequests({ failed: true, limit: 1 });
    expect(requests).toMatchObject([
      {
        requestId: reply.headers.get('twilio-request-id'),
        actor: account.sid,
        method: 'POST',
        path: '/v1/Conversations',
        operation: 'CreateConversation',
        status: 400,
        errorCode: reply.body.code,
        errorMessage: reply.body.message,
        idempotency: null,
        webhookEnabled: false,
        parameters: [
          { in: 'query', name: 'FriendlyName', value: null, length: 4, known: false },
          { in: 'form', name: 'Attributes', value: 'not json', length: 8, known: true },
          { in: 'form', name: 'timers.inactive', value: null, length: 4, known: false },
        ],
        parametersCut: false,
        ignoredParameters: ['FriendlyName'],
      },
    ]);
  });

  test('a repeated idempotency key and the webhook header are shown', async () => {
    const headers = { 'Idempotency-Key': 'one', 'X-Twilio-Webhook-Enabled': 'true' };
    for (let attempt = 1; attempt <= 2; attempt++) await call('POST', '/v1/Conversations', {}, headers);
    const { requests } = await client.fetchRequests({ operation: 'CreateConversation', limit: 2 });
    expect(requests).toMatchObject([
      { idempotency: 'replayed', webhookEnabled: true, status: 201, errorCode: null },
      { idempotency: 'new', webhookEnabled: true, status: 201 },
    ]);
    expect(requests[0]?.milliseconds).toBeGreaterThan(0);
  });

  test('later requests are fetched by position, and polling leaves no trace', async () => {
    const { position } = await client.fetchRequests();
    expect((await client.fetchRequests({ after: position })).requests).toEqual([]);
    const { sid } = await client.createConversation();
    expect((await call('GET', '/colloquy/v1/requests')).status).toBe(200);
    const { requests } = await client.fetchRequests({ after: position, failed: false });
    expect(requests.map(({ operation, path }) => [operation, path])).toEqual([
      ['CreateConversation', '/v1/Conversations'],
    ]);
    await call('GET', `/v1/Conversations/${sid}/Nothing`);
    const [last] = (await client.fetchRequests({ after: position })).requests;
    expect(last).toMatchObject({ operation: null, status: 404, errorCode: 20404 });
  });

  test('only the requests that took longer than a limit are listed on request', async () => {
    await client.createConversation();
    const all = (await client.fetchRequests()).requests;
    const [fastest = 0, slowest = 0] = [Math.min, Math.max].map((of) =>
      of(...all.map((each) => each.milliseconds)),
    );
    const limit = Math.floor((fastest + slowest) / 2);
    const { requests } = await client.fetchRequests({ slowerThanMs: limit });
    expect(requests).toEqual(all.filter(({ milliseconds }) => milliseconds > limit));
    expect((await client.fetchRequests({ slowerThanMs: Math.ceil(slowest) })).requests).toEqual([]);
    expect((await call('GET', '/colloquy/v1/requests?SlowerThanMs=fast')).status).toBe(400);
  });

  test('an account sees none of the requests of another, nor those without valid credentials', async () => {
    const theirs = createClient({
      baseUrl: colloquy.baseUrl,
      accountSid: otherAccount.sid,
      authToken: otherAccount.token,
    });
    await client.createConversation({ friendlyName: 'Ours' });
    await createCaller(colloquy.baseUrl, account.sid, 'wrong')('GET', '/v1/Conversations');
    expect((await theirs.fetchRequests()).requests).toEqual([]);
    const statuses = (await client.fetchRequests({ limit: 200 })).requests.map(({ status }) => status);
    expect(statuses).not.toContain(401);
  });

  test('what a client SDK sends through its socket is listed with its user and its session, reads of views are not', async () => {
    const serviceSid = await createChatService(colloquy);
    using alice = new SessionClient(colloquy.baseUrl);
    await alice.init(await colloquy.token({ identity: 'alice', serviceSid }));
    const { position } = await client.fetchRequests();
    const conversations = `/v1/Services/${serviceSid}/Conversations`;
    await alice.request('GET', '/Client/v2/Configuration');
    await alice.request(
      'POST',
      conversations,
      {},
      JSON.stringify({ friendly_name: 'Desk', other: 'secret' }),
    );
    await alice.request('POST', conversations, {}, '[');
    await alice.request('GET', '/v3/Nothing');
    const session = { requestId: null, sessionSid: expect.stringMatching(/^TS/), identity: 'alice' };
    const { requests } = await client.fetchRequests({ after: position });
    expect(requests.toReversed()).toMatchObject([
      {
        ...session,
        operation: 'CreateServiceConversation',
        path: conversations,
        status: 201,
        webhookEnabled: true,
        parameters: [{ in: 'form', name: 'FriendlyName', value: 'Desk', length: 4, known: true }],
      },
      { ...session, operation: 'CreateServiceConversation', status: 400, errorCode: 20001, parameters: [] },
      { ...session, operation: null, path: '/v3/Nothing', status: 404, errorCode: 20404 },
    ]);
  });

  test('a reset forgets the requests before it', async () => {
    await client.createConversation();
    await colloquy.reset();
    expect((await client.fetchRequests()).requests).toEqual([]);
  });
});

test('the history of the metrics has one process, and begins empty', async () => {
  await using colloquy = await startColloquy();
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  const { status, text } = await call('GET', '/colloquy/v1/metrics/history?Limit=10');
  expect([status, JSON.parse(text)]).toEqual([
    200,
    { process_sid: expect.stringMatching(/^PR/), interval_seconds: 10, samples: [] },
  ]);
  expect((await call('GET', '/colloquy/v1/metrics/history?Limit=0')).status).toBe(400);
  expect((await fetch(`${colloquy.baseUrl}/colloquy/v1/metrics/history`)).status).toBe(401);
});

test('the setting limits the number of requests, and 0 keeps none', async () => {
  const settings = { COLLOQUY_REQUEST_HISTORY: '3' };
  for (const [capacity, each] of [
    [3, settings],
    [0, { COLLOQUY_REQUEST_HISTORY: '0' }],
  ] as const) {
    await using colloquy = await startColloquy({ settings: each });
    const client = createClient(colloquy);
    for (let n = 0; n < 5; n++) await client.createConversation();
    const history = await client.fetchRequests();
    expect([history.capacity, history.requests.length]).toEqual([capacity, capacity]);
  }
});
