import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { expectClientError } from '../support/http/expect-client-error.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

const long = (length: number) => 'x'.repeat(length);

/** Forms that neither a create nor an update accepts, with the error code. */
const badForms: readonly (readonly [number, string])[] = [
  [20001, 'FriendlyName=%FF'],
  [20001, 'FriendlyName=%ED%A0%80'],
  [20001, 'FriendlyName=%C0%AF'],
  [20001, 'FriendlyName=%F8%88%80%80%80'],
  [20001, 'FriendlyName=%E2%82'],
  [20001, 'Friendly%FFName=a'],
  [20001, 'FriendlyName=a%00b'],
  [20001, 'UniqueName=a%00b'],
  [20001, 'UniqueName=%00'],
  [20001, 'Bindings.Email.Name=%00'],
  [20001, `Bindings.Email.Address=${long(257)}`],
  [20001, Array.from({ length: 1001 }, (_, n) => `p${n}=${n}`).join('&')],
  [50003, `FriendlyName=${long(257)}`],
  [50003, `FriendlyName=${encodeURIComponent('😀'.repeat(257))}`],
  [50004, `UniqueName=${long(257)}`],
  [50390, `UniqueName=CH${'a'.repeat(32)}`],
  [50390, `UniqueName=CH${'A'.repeat(32)}`],
  [50304, 'Attributes='],
  [50304, 'Attributes={'],
  [50304, 'Attributes=undefined'],
  [50304, 'Attributes=%00'],
  [50304, 'Attributes={}%00'],
  [50304, "Attributes={'a':1}"],
  [50304, `Attributes=${'['.repeat(16_000)}`],
  [50303, `Attributes="${long(16_383)}"`],
  [50303, `Attributes="${encodeURIComponent('é'.repeat(8192))}"`],
  [50303, `Attributes=${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  [50341, 'MessagingServiceSid=MG1'],
  [50341, `MessagingServiceSid=XX${'0'.repeat(32)}`],
  [50341, `MessagingServiceSid=MG${'0'.repeat(32)}%0A`],
  ...[
    'yesterday',
    '0',
    '1714565000',
    '2024-05-01',
    '2024-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-05-01T24:01:00Z',
    '2024-05-01T23:59:60Z',
    '2024-13-01T00:00:00Z',
    '2024-05-00T00:00:00Z',
    '%2B010000-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    '0000-01-01T00:00:00%2B01:00',
    '9999-12-31T23:59:59-01:00',
    '9999-12-31T24:00:00Z',
    '2024-05-01T00:00:00%2B99:99',
    '2024-05-01T00:00:00Z%0A',
    '2024-05-01T00:00:00.0000000001Z',
    '',
  ].flatMap((date) => [[50308, `DateCreated=${date}`] as const, [50309, `DateUpdated=${date}`] as const]),
  [50374, 'State='],
  [50378, 'State=initializing'],
  [50378, 'State=__proto__'],
  [50378, 'State=active%00'],
  [50378, 'State=active%20'],
  [50375, 'Timers.Inactive=PT59.999S'],
  [50375, 'Timers.Inactive=PT0.001S'],
  [50376, 'Timers.Closed=PT9M59S'],
  ...[
    'PT',
    'P',
    '60',
    'PT-1M',
    '-PT1M',
    'P1Y',
    'P1M',
    'PT1M1H',
    'PT1M%00',
    `P${'9'.repeat(400)}D`,
    'P36501D',
    'PTInfinityS',
    'null',
  ].flatMap((duration) => [
    [50379, `Timers.Inactive=${duration}`] as const,
    [50380, `Timers.Closed=${duration}`] as const,
  ]),
];

const badQueries = [
  ...['0', '-1', '1.5', '1e3', '0x10', 'ten', '%00', '9'.repeat(16), '%2B5'].flatMap((n) => [
    `PageSize=${n}`,
  ]),
  ...['-1', '1.5', 'one', '%00', '10001', '999999999999999'].flatMap((n) => [`Page=${n}`]),
  ...['2024', '2024-02-30', 'now', '%00', '%FF', '2024-05-01T25:00:00Z'].flatMap((date) => [
    `StartDate=${date}`,
    `EndDate=${date}`,
  ]),
  ...['open', '%00', '__proto__', "active'--"].map((state) => `State=${state}`),
];

describe.each(engines)('%s', (engine) => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer(engine);
  });
  afterAll(() => testServer[Symbol.asyncDispose]());

  test('an invalid form is rejected with its code by create and update, and changes nothing', async () => {
    const before = await testServer.contents();
    for (const [code, form] of badForms) {
      for (const path of ['/v1/Conversations', '/v1/Conversations/kept']) {
        // A valid value beside the invalid one must not be stored either.
        const { status, text, headers, body } = await testServer.call(
          'POST',
          path,
          `Bindings.Email.Name=half&${form}`,
        );
        expectClientError({ status, text, type: headers.get('content-type') });
        expect({ form: form.slice(0, 80), code: body.code }).toEqual({ form: form.slice(0, 80), code });
      }
    }
    expect(await testServer.contents()).toEqual(before);
  });

  test('an invalid header is rejected by every operation that accepts it', async () => {
    const before = await testServer.contents();
    for (const value of ['yes', '1', 'true, true', 'true\u00ff', '__proto__']) {
      const headers = { 'x-twilio-webhook-enabled': value };
      for (const [method, path] of [
        ['POST', ''],
        ['POST', '/kept'],
        ['DELETE', '/kept'],
      ]) {
        const reply = await testServer.call(method ?? '', `/v1/Conversations${path}`, undefined, headers);
        expect([reply.status, reply.body.code]).toEqual([400, 20001]);
      }
    }
    expect(await testServer.contents()).toEqual(before);
  });

  test('an invalid query of a list is rejected', async () => {
    for (const query of badQueries) {
      const { status, text, headers } = await testServer.call('GET', `/v1/Conversations?${query}`);
      expectClientError({ status, text, type: headers.get('content-type') });
      expect({ query, status }).toEqual({ query, status: 400 });
    }
  });

  test('a large page size is lowered to the maximum', async () => {
    for (const size of ['1001', '999999999999999']) {
      const { status, body } = await testServer.call('GET', `/v1/Conversations?PageSize=${size}`);
      expect(status).toBe(200);
      expect(body.meta).toMatchObject({ page_size: 1000 });
    }
  });

  test('values at the limits are stored', async () => {
    for (const date of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2024-02-29T12:00:00Z']) {
      const { body } = await testServer.call('POST', '/v1/Conversations', {
        DateCreated: date,
        DateUpdated: date,
      });
      expect(body).toMatchObject({ date_created: date, date_updated: date });
      expect((await testServer.call('GET', `/v1/Conversations/${body.sid}`)).body).toEqual(body);
    }
    const midnight = await testServer.call('POST', '/v1/Conversations', {
      DateCreated: '2024-05-01T24:00:00Z',
    });
    expect(midnight.body.date_created).toBe('2024-05-02T00:00:00Z');
    const centuries = await testServer.call('POST', '/v1/Conversations', { 'Timers.Closed': 'P36500D' });
    expect(centuries.status).toBe(201);
  });

  test.each([
    '%00',
    'a%00b',
    '%FF',
    '%ED%A0%80',
    '%C0%AE',
    '%',
    '%2',
    '%GG',
    '..%2F..',
    "'%20OR%201=1",
    `${'x'.repeat(4097)}`,
  ])('a path with %s finds nothing', async (name) => {
    const before = await testServer.contents();
    for (const method of ['GET', 'POST', 'DELETE']) {
      for (const path of [
        `/v1/Conversations/${name}`,
        `/v1/Services/${name}`,
        `/v1/Services/${name}/Conversations`,
      ]) {
        const { status, text, headers } = await testServer.call(
          method,
          path,
          method === 'POST' ? 'FriendlyName=x' : undefined,
        );
        expectClientError({ status, text, type: headers.get('content-type') });
        expect([404, 405]).toContain(status);
      }
    }
    expect(await testServer.contents()).toEqual(before);
  });
});
