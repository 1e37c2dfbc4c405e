import { api, routesOf } from '@colloquy/contract';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';

let colloquy: Colloquy;
let call: HttpCaller;
beforeAll(async () => {
  colloquy = await startColloquy({
    now: new Date('2024-05-01T12:00:00Z'),
    settings: { COLLOQUY_TEST_CLOCK: '1' },
  });
  call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
});
afterAll(() => colloquy.stop());

const fetchPublic = (path: string) => fetch(colloquy.baseUrl + path);

test('health and readiness need no credentials', async () => {
  expect(await (await fetchPublic('/healthz')).json()).toEqual({ status: 'ok' });
  const ready = await fetchPublic('/readyz');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
});

test('metrics count requests by operation and status, and events', async () => {
  await call('POST', '/v1/Conversations', {});
  await call('GET', '/v1/Conversations/missing');
  const reply = await fetchPublic('/metrics');
  expect(reply.headers.get('content-type')).toContain('text/plain');
  const text = await reply.text();
  expect(text).toMatch(
    /^colloquy_request_duration_seconds_count\{operation="CreateConversation",status="201"\} [1-9]/m,
  );
  expect(text).toMatch(
    /^colloquy_request_duration_seconds_count\{operation="FetchConversation",status="404"\} [1-9]/m,
  );
  expect(text).toMatch(/^colloquy_events_total [1-9]/m);
  expect(text).toMatch(/^colloquy_errors_total 0$/m);
  expect(text).not.toContain(colloquy.accountSid);
});

test('metrics have one path, so that a proxy can block it', async () => {
  expect((await fetchPublic('/metrics?name=colloquy_events_total')).status).toBe(200);
  for (const path of ['/metrics/', '/%6Detrics', '/metrics/?name=x', '/metric%73/']) {
    const reply = await fetchPublic(path);
    expect([path, reply.status, await reply.json()]).toMatchObject([path, 404, { code: 20404 }]);
  }
});

describe('the OpenAPI document', () => {
  interface Operation {
    readonly operationId: string;
    readonly parameters: readonly {
      readonly name: string;
      readonly in: string;
      readonly required: boolean;
    }[];
    readonly responses: Readonly<Record<string, object>>;
  }
  interface Document {
    readonly openapi: string;
    readonly info: { readonly title: string; readonly version: string };
    readonly servers: readonly { readonly url: string }[];
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, object>> };
  }
  const fetchDocument = async () => (await (await fetchPublic('/openapi.json')).json()) as Document;

  test('the document describes every operation once, with its path parameters and replies', async () => {
    const document = await fetchDocument();
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(document.servers).toEqual([{ url: colloquy.baseUrl }]);
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    const conversationsApi = new Set(
      Object.values(api)
        .flatMap((resource) => routesOf(resource))
        .map(({ name }) => name),
    );
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const verb of ['Create', 'Fetch', 'List', 'Update', 'Delete']) {
      expect(names).toContain(`${verb}ServiceConversation`);
      expect(names).toContain(`${verb}Conversation`);
    }
    for (const { path, operation } of operations) {
      const inPath = operation.parameters
        .filter((each) => each.in === 'path')
        .map(({ name, required }) => ({ name, required }));
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, required: true })));
      const statuses = Object.keys(operation.responses);
      // Those without credentials or of a form of their own have other replies.
      if (!conversationsApi.has(operation.operationId)) continue;
      const successes = statuses.filter((status) => status.startsWith('2'));
      expect(successes).toEqual(successes.includes('202') ? ['201', '202'] : [expect.any(String)]);
      expect(statuses).toEqual(expect.arrayContaining(['400', '401', '404']));
    }
  });

  test('every reference in the document resolves', async () => {
    const document = await fetchDocument();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  });
});

describe('the public URL', () => {
  test('the public URL is the beginning of URLs in replies', async () => {
    await using server = await startColloquy({
      settings: { COLLOQUY_PUBLIC_URL: 'https://chat.example.com/twilio/', PORT: '0' },
    });
    expect(server.baseUrl).toBe('https://chat.example.com/twilio');
  });

  test('without a public URL, URLs in replies begin with the host of the request', async () => {
    const { body } = await call('POST', '/v1/Conversations', {});
    expect(body.url).toBe(`${colloquy.baseUrl}/v1/Conversations/${body.sid}`);
  });
});

describe('the test clock', () => {
  test('the clock advances, and everything that is due by then is done before the reply', async () => {
    const created = await call('POST', '/v1/Conversations', { 'Timers.Inactive': 'PT1M' });
    const before = await call('GET', '/colloquy/v1/clock');
    expect(before.body).toEqual({ now: '2024-05-01T12:00:00.000Z', frozen: false });
    const { status, body } = await call('POST', '/colloquy/v1/clock/advance', { Duration: 'PT1M' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { now: '2024-05-01T12:01:00.000Z', frozen: false },
    });
    expect((await call('GET', `/v1/Conversations/${created.body.sid}`)).body.state).toBe('inactive');
  });

  test('advancing needs a duration and credentials', async () => {
    for (const form of [
      {},
      { Duration: '' },
      { Duration: 'soon' },
      { Duration: '-PT1M' },
      { Duration: '\0' },
    ]) {
      expect((await call('POST', '/colloquy/v1/clock/advance', form)).status).toBe(400);
    }
    expect((await fetchPublic('/colloquy/v1/clock')).status).toBe(401);
    const { body } = await call('GET', '/colloquy/v1/clock');
    expect(body).toEqual({ now: '2024-05-01T12:01:00.000Z', frozen: false });
  });

  test('a frozen clock is advanced all the same, and then fires what is due', async () => {
    const created = await call('POST', '/v1/Conversations', { 'Timers.Inactive': 'PT1M' });
    expect((await call('POST', '/colloquy/v1/clock/freeze')).body).toMatchObject({ frozen: true });
    expect((await call('GET', '/colloquy/v1/clock/due')).body).toMatchObject({ frozen: true });
    const advanced = await call('POST', '/colloquy/v1/clock/advance', { Duration: 'PT1M' });
    expect(advanced.body).toEqual({ now: '2024-05-01T12:02:00.000Z', frozen: true });
    expect((await call('GET', `/v1/Conversations/${created.body.sid}`)).body.state).toBe('inactive');
    const resumed = await call('POST', '/colloquy/v1/clock/resume');
    expect(resumed.body).toEqual({ now: '2024-05-01T12:02:00.000Z', frozen: false });
  });

  test('without the setting, the clock has no path', async () => {
    await using server = await startColloquy();
    const other = createCaller(server.baseUrl, server.accountSid, server.authToken);
    for (const action of ['advance', 'freeze', 'resume'])
      expect((await other('POST', `/colloquy/v1/clock/${action}`, { Duration: 'PT1M' })).status).toBe(404);
  });
});
