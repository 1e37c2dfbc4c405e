import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

interface MessagePage {
  readonly meta: Readonly<Record<'next_page_url' | 'previous_page_url', string | null>>;
  readonly messages: readonly { readonly index: number }[];
}

const repeated = (count: number, body: string) => Array.from({ length: count }, () => body);

/** The bodies of the messages in order. JSON escapes a control character with six others, and UTF-8 a letter with three. */
const bodies = [
  ...repeated(60, 'short'),
  ...repeated(45, '\u0001'.repeat(32_768)),
  ...repeated(150, '\u8a9e'.repeat(10_922)),
];

describe.each(engines)('pages of short and long messages on %s', (engine) => {
  let testServer: TestServer;
  let messages: string;
  beforeAll(async () => {
    testServer = await startTestServer(engine);
    const { body: conversation } = await testServer.call('POST', '/v1/Conversations');
    messages = `/v1/Conversations/${conversation.sid}/Messages`;
    for (const body of bodies)
      expect((await testServer.call('POST', messages, { Body: body })).status).toBe(201);
  }, 60_000);
  afterAll(() => testServer[Symbol.asyncDispose]());

  test.each(['asc', 'desc'])(
    'end by bytes, and lead through all messages and back (Order=%s)',
    async (order) => {
      const indexes = bodies.map((_, index) => index);
      if (order === 'desc') indexes.reverse();
      const walk = async (start: string, key: 'next_page_url' | 'previous_page_url') => {
        const pages: number[][] = [];
        let last = start;
        for (let url: string | null = start; url !== null; ) {
          const reply = await testServer.call('GET', url.replace(/^https?:\/\/[^/]+/, ''));
          expect(Buffer.byteLength(reply.text)).toBeLessThan(4_100_000);
          const page: MessagePage = JSON.parse(reply.text);
          pages.push(page.messages.map(({ index }) => index));
          last = url;
          url = page.meta[key];
        }
        return { pages, last };
      };
      const forward = await walk(`${messages}?PageSize=1000&Order=${order}`, 'next_page_url');
      expect(forward.pages.length).toBeGreaterThan(2);
      expect(forward.pages.flat()).toEqual(indexes);
      const back = await walk(forward.last, 'previous_page_url');
      expect(back.pages.toReversed().flat()).toEqual(indexes);
    },
  );
});
