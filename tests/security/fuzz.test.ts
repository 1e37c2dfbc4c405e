import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, implementationOf } from '../support/engines/databases.ts';
import { expectClientError } from '../support/http/expect-client-error.ts';
import { exchangeRaw } from '../support/http/raw-exchange.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

/** Names that the operations know, and some that no operation should accept. */
const names = [
  'FriendlyName',
  'UniqueName',
  'Attributes',
  'MessagingServiceSid',
  'DateCreated',
  'DateUpdated',
  'State',
  'Timers.Inactive',
  'Timers.Closed',
  'Bindings.Email.Address',
  'Bindings.Email.Name',
  'StartDate',
  'EndDate',
  'PageSize',
  'Page',
  'PageToken',
  '__proto__',
  'constructor',
  'toString',
  'Sid',
  'sid',
  'event_counter',
  '',
];

const randomHex = '0123456789abcdefABCDEF';
const triple = fc
  .tuple(fc.constantFrom(...randomHex), fc.constantFrom(...randomHex))
  .map(([a, b]) => `%${a}${b}`);

/** Text that can be in a form, a query or a path: encoded correctly, wrongly, or not at all. */
const encoded = fc.oneof(
  fc.string({ unit: 'grapheme' }).map(encodeURIComponent),
  fc.array(triple, { maxLength: 6 }).map((all) => all.join('')),
  fc
    .array(fc.constantFrom('%', '+', '=', '%2', '%G1', ';', "'", '"', '\\', '{', '[', '.', '~', 'a'), {
      maxLength: 8,
    })
    .map((all) => all.join('')),
  fc.constantFrom(
    'active',
    'closed',
    'PT1M',
    'PT10M',
    'PT0S',
    '2024-05-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '{}',
    '[1,2]',
    '50',
    '-1',
    '',
  ),
  fc.date({ noInvalidDate: true }).map((date) => encodeURIComponent(date.toISOString())),
  fc.json().map(encodeURIComponent),
  fc.integer().map(String),
);

const fields = fc
  .array(fc.tuple(fc.constantFrom(...names), encoded), { maxLength: 5 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));

const path = fc.oneof(
  fc.constantFrom('', '/kept', '/kept/', '/missing'),
  encoded.map((text) => `/${text}`),
  fc.tuple(encoded, encoded).map(([a, b]) => `/${a}/${b}`),
);

const method = fc.constantFrom('GET', 'POST', 'DELETE');
const prefix = fc.oneof(
  { weight: 5, arbitrary: fc.constant('/v1/Conversations') },
  { weight: 1, arbitrary: encoded.map((text) => `/v1/Services/${text}/Conversations`) },
  { weight: 1, arbitrary: encoded.map((text) => `/${text}`) },
);

describe.each(engines)('%s', (engine) => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer(engine);
  });
  afterAll(() => testServer[Symbol.asyncDispose]());

  const request = (line: string, body: string) =>
    `${line} HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
    `Connection: close\r\n\r\n${body}`;

  /** Returns a value that changes whenever the database changes. */
  const mark = async () => {
    const { conversations, events, services } = await testServer.contents();
    return { conversations, services, last: events.at(-1)?.position ?? 0 };
  };

  test('any request gets a JSON reply without a server error, and a rejected one changes nothing', async () => {
    let before = await mark();
    await fc.assert(
      fc.asyncProperty(method, prefix, path, fields, fields, async (verb, start, rest, query, body) => {
        const line = `${verb} ${start}${rest}?${query}`.replaceAll(' ', '%20');
        const replies = await exchangeRaw(
          testServer.colloquy.baseUrl,
          request(line, verb === 'POST' ? body : ''),
        );
        expect(replies).toHaveLength(1);
        const [reply = { status: 0, headers: {}, body: '' }] = replies;
        const after = await mark();
        if (reply.status >= 300) {
          expectClientError({ status: reply.status, text: reply.body, type: reply.headers['content-type'] });
          expect(after).toEqual(before);
        } else if (reply.status === 204) {
          expect(reply.body).toBe('');
        } else if (!reply.headers['content-type']?.startsWith('text/html')) {
          expect(JSON.parse(reply.body)).toEqual(expect.any(Object));
        }
        before = after;
      }),
      { numRuns: implementationOf(engine) === 'sqlite' ? 500 : 100 },
    );
  });

  test('bytes that are not a request are rejected or dropped, and change nothing', async () => {
    const before = await mark();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, authorized) => {
        const head = authorized
          ? `POST /v1/Conversations HTTP/1.1\r\nAuthorization: ${testServer.authorization}\r\n`
          : '';
        // A byte that no header begins with, so that the request can never become valid by chance.
        const sent = Buffer.concat([Buffer.from(`${head}\0`), bytes]);
        const replies = await exchangeRaw(testServer.colloquy.baseUrl, sent, { end: true });
        for (const { status, body, headers } of replies) {
          expectClientError({ status, text: body, type: headers['content-type'] });
        }
      }),
      { numRuns: 100 },
    );
    expect(await mark()).toEqual(before);
  });
});
