import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, apiKey, otherAccount } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller, type RequestForm } from '../support/http/caller.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { callerOf, keysPath } from './support/api-keys.ts';

const disposables = new AsyncDisposableStack();
let colloquy: Awaited<ReturnType<typeof startServer>>;
let call: HttpCaller;
/** A key of the account. */
let sid: string;
beforeAll(async () => {
  colloquy = disposables.use(await startServer((await createDatabase('sqlite')).url));
  call = callerOf(colloquy);
  sid = (await call('POST', `${keysPath(account.sid)}.json`)).body.sid;
});
afterAll(() => disposables.disposeAsync());

const errorBody = (status: number, code: number, message: string) => ({
  code,
  message,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

const expectError = async (
  by: HttpCaller,
  [method, path, form]: readonly [string, string, RequestForm?],
  status: number,
  code: number,
  message: string,
): Promise<void> => {
  const reply = await by(method, path, form);
  const { details: _, ...body } = reply.body as { readonly details?: object };
  expect({ path, status: reply.status, body }).toEqual({
    path,
    status,
    body: errorBody(status, code, message),
  });
};

test('an unknown path below the keys is not found, and the error shows the path as it was sent', async () => {
  const [own, other] = [keysPath(account.sid), keysPath(otherAccount.sid)];
  const theirs = await callerOf(colloquy, otherAccount)('POST', `${other}.json`);
  for (const path of [
    `${own}/SK${'0'.repeat(32)}.json`,
    `${own}/nothing.json`,
    `${own}/${account.sid}.json`,
    `${own}/%00.json`,
    `${own}/a.b.json`,
    `${own}/${sid}.json.json`,
    // Keys of the configuration are not in the database.
    `${own}/${apiKey.sid}.json`,
    `${own}/${theirs.body.sid}.json`,
    `${other}/${theirs.body.sid}.json`,
    `${other}/${sid}.json`,
  ]) {
    const message = `The requested resource ${path} was not found`;
    await expectError(call, ['GET', path], 404, 20404, message);
    await expectError(call, ['POST', path, { FriendlyName: 'x' }], 404, 20404, message);
    await expectError(call, ['DELETE', path], 404, 20404, message);
  }
  const collections = [`${other}.json`, `${keysPath(`AC${'0'.repeat(32)}`)}.json`, `${keysPath('x')}.json`];
  for (const path of collections) {
    const message = `The requested resource ${path} was not found`;
    await expectError(call, ['GET', path], 404, 20404, message);
    await expectError(call, ['POST', path], 404, 20404, message);
  }
  // That API also has other formats than JSON, which the server does not support.
  for (const path of [
    own,
    `${own}/${sid}`,
    `${own}.xml`,
    `${own}xjson`,
    `${own}/.json`,
    '/2010-04-01/Accounts.json',
  ])
    await expectError(call, ['GET', path], 404, 20404, `The requested resource ${path} was not found`);
});

test('invalid values for a key are rejected', async () => {
  const path = `${keysPath(account.sid)}.json`;
  const item = `${keysPath(account.sid)}/${sid}.json`;
  const fits = '🔑'.repeat(64);
  expect((await call('POST', item, { FriendlyName: fits })).body.friendly_name).toBe(fits);
  for (const at of [path, item]) {
    await expectError(call, ['POST', at, { FriendlyName: `${fits}a` }], 400, 20002, 'Invalid FriendlyName');
    const nul =
      'Invalid value of parameter FriendlyName: it must be text without the character NUL, not "a\\u{0}"';
    await expectError(call, ['POST', at, 'FriendlyName=a%00'], 400, 20001, nul);
  }
  expect((await call('GET', item)).body.friendly_name).toBe(fits);
  for (const [name, value, allowed] of [
    ['PageSize', '0', 'a whole number of at least 1'],
    ['PageSize', 'x', 'a whole number of at least 1'],
    ['Page', '-1', 'a whole number of at least 0'],
    ['PageToken', 'x', 'the token of a page URL of this list'],
  ]) {
    const message = `Invalid value of parameter ${name}: it must be ${allowed}, not "${value}"`;
    await expectError(call, ['GET', `${path}?${name}=${value}`], 400, 20001, message);
  }
});

test('unsupported methods on keys are rejected', async () => {
  const item = `${keysPath(account.sid)}/${sid}.json`;
  await expectError(call, ['PUT', item], 405, 20004, 'Method not allowed');
  await expectError(call, ['DELETE', `${keysPath(account.sid)}.json`], 405, 20004, 'Method not allowed');
});

test('an API key cannot manage keys, whether it is configured or stored', async () => {
  const path = `${keysPath(account.sid)}.json`;
  const made = await call('POST', path);
  const secret = String(Reflect.get(made.body, 'secret'));
  for (const [user, password] of [
    [made.body.sid, secret],
    [apiKey.sid, apiKey.secret],
  ] as const) {
    const by = createCaller(colloquy.baseUrl, user, password);
    const item = `${keysPath(account.sid)}/${made.body.sid}.json`;
    for (const request of [
      ['GET', path],
      ['POST', path],
      ['GET', item],
      ['POST', item],
      ['DELETE', item],
    ] as const) {
      await expectError(by, request, 403, 20006, 'Access Denied');
    }
    // For another account the reply does not even say that.
    const other = `${keysPath(otherAccount.sid)}.json`;
    await expectError(by, ['GET', other], 404, 20404, `The requested resource ${other} was not found`);
  }
  const { body, status } = await createCaller(colloquy.baseUrl, made.body.sid, 'wrong')('POST', path);
  expect([status, body.code]).toEqual([401, 20003]);
});
