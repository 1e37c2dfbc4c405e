import { describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { startTestServer } from '../support/servers/test-server.ts';

const header = 'colloquy-ignored-parameters';
const path = '/v1/Conversations?UniqueName=a&State=closed&UniqueName=b';

describe('parameters in the query of a POST', () => {
  test('a server on loopback names them in a header, of a success and of an error', async () => {
    await using server = await startTestServer('sqlite');
    const created = await server.call('POST', path, { FriendlyName: 'x' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ unique_name: null, state: 'active' });
    expect(created.headers.get(header)).toBe('UniqueName, State');
    const refused = await server.call('POST', '/v1/Services?FriendlyName=x', {});
    expect(refused.body.message).toBe('Missing required parameter FriendlyName in the post body');
    expect(refused.headers.get(header)).toBe('FriendlyName');
  });

  test('text that cannot be the name of a parameter is not repeated, and the list has an end', async () => {
    await using server = await startTestServer('sqlite');
    const reply = await server.call(
      'POST',
      '/v1/Conversations?%0d%0aX:y=1&%C3%A9=2&constructor=3&Order=4',
      {},
    );
    expect(reply.headers.get(header)).toBe('constructor, Order');
    const names = Array.from({ length: 300 }, (_, n) => `p${n}=`).join('&');
    const long = await server.call('POST', `/v1/Conversations?${names}`, {});
    expect(long.headers.get(header)?.split(', ')).toHaveLength(20);
  });

  test.each([
    ['a list has its parameters in the query', 'GET', '/v1/Conversations?PageSize=1'],
    ['an upload has some of its parameters in the query', 'POST', '/v1/Services/IS1/Media?Category=media'],
    ['the path does not exist', 'POST', '/v1/Nothing?FriendlyName=x'],
    ['there is no query', 'POST', '/v1/Conversations'],
  ])('nothing is named where %s', async (_, method, url) => {
    await using server = await startTestServer('sqlite');
    expect((await server.call(method, url)).headers.get(header)).toBeNull();
  });

  test('a server that other machines can reach names them only in its log, without their values', async () => {
    await using server = await startServerProcess(
      {
        COLLOQUY_ACCOUNT_SID: account.sid,
        COLLOQUY_AUTH_TOKEN: account.token,
        COLLOQUY_DATABASE_URL: 'sqlite::memory:',
      },
      ['--host', '0.0.0.0'],
    );
    const baseUrl = server.baseUrl.replace('0.0.0.0', '127.0.0.1');
    const { headers } = await createCaller(baseUrl, account.sid, account.token)('POST', path, {});
    expect(headers.get(header)).toBeNull();
    const { stdout } = await server.kill('SIGTERM');
    expect(stdout).toContain('"ignored_query":["UniqueName","State"]');
    expect(stdout).not.toContain('closed');
  });
});
