import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';

const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environment = { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN };

let colloquy: Colloquy;
beforeAll(async () => {
  colloquy = await startServer('sqlite::memory:');
});
afterAll(() => colloquy.stop());

const run = (...args: readonly string[]) =>
  runInProcess(['token', ...args, '--url', colloquy.baseUrl], environment);

/** The claims of a token. */
const decode = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;

test('token prints a token of the user and nothing else', async () => {
  const { code, stdout, stderr } = await run('--identity', 'alice');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const iat = startTime.getTime() / 1000;
  expect(decode(stdout)).toMatchObject({
    sub: account.sid,
    iat,
    exp: iat + 3600,
    grants: { identity: 'alice' },
  });
});

test('token --json prints the reply for the given service and lifetime', async () => {
  const { sid } = await createClient(colloquy).createService({ friendlyName: 'Support' });
  const { code, stdout } = await run('--identity', 'bob', '--service', sid, '--ttl', '60', '--json');
  expect(code).toBe(0);
  const reply = JSON.parse(stdout);
  expect(reply).toEqual({
    token: expect.any(String),
    identity: 'bob',
    service_sid: sid,
    date_expires: new Date(startTime.getTime() + 60_000).toISOString(),
  });
  expect(decode(reply.token)).toMatchObject({ grants: { identity: 'bob', chat: { service_sid: sid } } });
});

test.each<[string, exitCode: number, readonly string[], RegExp]>([
  ['no identity', 2, [], /token needs --identity NAME\./],
  [
    'a reserved identity',
    2,
    ['--identity', 'system'],
    /--identity must be an identity other than system, not "system"\./,
  ],
  ['an empty identity', 2, ['--identity', ''], /token needs --identity NAME\./],
  [
    'a malformed service',
    2,
    ['--identity', 'a', '--service', 'x'],
    /--service must be a SID: IS and 32 hexadecimal digits, not "x"\./,
  ],
  [
    'a lifetime of two days',
    2,
    ['--identity', 'a', '--ttl', '172800'],
    /--ttl must be a whole number from 1 to 86400, not "172800"\./,
  ],
  [
    'a service that does not exist',
    1,
    ['--identity', 'a', '--service', `IS${'0'.repeat(32)}`],
    /returned an error: .*service IS0+ was not found/,
  ],
])('%s prints one line and exits with %i', async (_, exitCode, args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect(stderr).toMatch(/^colloquy: .*\n$/);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
});
