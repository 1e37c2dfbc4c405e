import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { expectClientError } from '../support/http/expect-client-error.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

const encode = (text: string) => Buffer.from(text).toString('base64url');
const sid = `CH${'0'.repeat(32)}`;
const date = '2024-05-01T00:00:00.000Z';

describe.each(engines)('%s', (engine) => {
  let testServer: TestServer;
  let token: string;
  beforeAll(async () => {
    testServer = await startTestServer(engine);
    await testServer.call('POST', '/v1/Conversations', {});
    const { body } = await testServer.call('GET', '/v1/Conversations?PageSize=1');
    token = new URL(body.meta.next_page_url ?? '').searchParams.get('PageToken') ?? '';
  });
  afterAll(() => testServer[Symbol.asyncDispose]());

  const ask = (value: string) =>
    testServer.call('GET', `/v1/Conversations?PageSize=1&PageToken=${encodeURIComponent(value)}`);

  test('a page token of the server leads to the next page', async () => {
    expect(token).not.toBe('');
    expect((await ask(token)).body.conversations).toMatchObject([{ unique_name: 'kept' }]);
  });

  test.each([
    ['a blank', () => ' '],
    ['only a prefix', () => 'PT'],
    ['a missing prefix', () => token.slice(2)],
    ['another prefix', () => `PX${token.slice(2)}`],
    ['half of the token', () => token.slice(0, token.length / 2)],
    ['one character less', () => token.slice(0, -1)],
    ['the token twice', () => token + token],
    ['SQL', () => `PT${encode(`${date}' OR 1=1 --`)}`],
    ['SQL in clear', () => "PT' OR 1=1 --"],
    ['a SID with more text', () => `PT${encode(`${date}${sid}'--`)}`],
    ['a SID in upper case', () => `PT${encode(date + sid.replaceAll('0', 'F'))}`],
    ['a missing date', () => `PT${encode(sid)}`],
    ['NUL', () => `PT${encode(`${date}\0${sid}`)}`],
    ['a line break', () => `PT${encode(`${date}${sid}\n`)}`],
    ['bytes that are not UTF-8', () => `PT${Buffer.from([0xff, 0xfe]).toString('base64url')}`],
    ['a number', () => '1'],
    ['an object', () => '{"__proto__":1}'],
    ['a token that is too long', () => `PT${'A'.repeat(4000)}`],
    ['the token with invalid characters', () => `${token.slice(0, 10)}"<>${token.slice(10)}`],
    ['the token with a parameter at its end', () => `${token}&State=closed`],
  ])('%s is rejected', async (_, forged) => {
    const { status, text, headers, body } = await ask(forged());
    expectClientError({ status, text, type: headers.get('content-type') });
    expect(body.code).toBe(20001);
  });

  test('a forged page token shows only what belongs to the account', async () => {
    for (const keysetText of [
      date + sid,
      `9999-99-99T99:99:99.999Z${sid}`,
      `0000-00-00T00:00:00.000ZZZ${'f'.repeat(32)}`,
    ]) {
      for (const towards of ['PT', 'PR']) {
        const { status, body } = await ask(towards + encode(keysetText));
        expect(status).toBe(200);
        expect(body.conversations.length).toBeLessThanOrEqual(1);
      }
    }
  });
});
