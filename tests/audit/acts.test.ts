import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, apiKey, otherAccount } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';

describe.each(engines)('the audit log on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  let client: Client;
  let call: HttpCaller;
  beforeAll(async () => {
    ({ url } = await createDatabase(engine));
    colloquy = await startServer(url, { COLLOQUY_ALLOW_RESET: '1' });
    client = createClient(colloquy);
    call = createCaller(colloquy.baseUrl, account.sid, account.token);
  });
  afterAll(() => colloquy.stop());

  const newestActs = async (count: number) =>
    (await client.listAuditEntries({ limit: 50 })).filter(({ kind }) => kind === 'act').slice(0, count);

  test('an act has who did what to which object, when, from where and in which request', async () => {
    const reply = await call('POST', '/v1/Services', { FriendlyName: 'secret plans' });
    const [entry] = await newestActs(1);
    expect(entry).toEqual({
      position: expect.any(Number),
      date: colloquy.clock.now(),
      kind: 'act',
      accountSid: account.sid,
      actor: account.sid,
      address: '127.0.0.1',
      requestId: reply.headers.get('twilio-request-id'),
      operation: 'CreateService',
      serviceSid: null,
      objectSid: reply.body.sid,
      parameters: ['FriendlyName'],
      errorCode: null,
      count: 1,
      hash: entry?.hash,
    });
  });

  test('changes of roles, configurations, webhooks, addresses, credentials and keys are acts', async () => {
    const { sid: service } = await client.createService({ friendlyName: 'Support' });
    const { sid: role } = await client.createServiceRole(service, {
      friendlyName: 'Agent',
      type: 'service',
      permission: ['createConversation'],
    });
    await client.updateServiceRole(service, role, { permission: ['joinConversation'] });
    await client.deleteServiceRole(service, role);
    await client.updateServiceConfiguration(service, { reachabilityEnabled: true });
    await client.updateConfigurationWebhook({ postWebhookUrl: 'https://example.com/?token=hidden' });
    const address = '+15550199';
    const { sid: addressSid } = await client.createConfigurationAddress({ type: 'sms', address });
    expect((await call('DELETE', `/v1/Configuration/Addresses/${encodeURIComponent(address)}`)).status).toBe(
      204,
    );
    const { sid: key } = await client.createKey(account.sid, { friendlyName: 'ci' });
    await client.deleteKey(account.sid, key);
    const acts = await newestActs(9);
    expect(acts.map(({ operation, serviceSid, objectSid }) => [operation, serviceSid, objectSid])).toEqual([
      ['DeleteKey', null, key],
      ['CreateKey', null, key],
      ['DeleteConfigurationAddress', null, addressSid],
      ['CreateConfigurationAddress', null, addressSid],
      ['UpdateConfigurationWebhook', null, null],
      ['UpdateServiceConfiguration', service, expect.stringMatching(/^(IS|null)/)],
      ['DeleteServiceRole', service, role],
      ['UpdateServiceRole', service, role],
      ['CreateServiceRole', service, role],
    ]);
    expect(acts[4]?.parameters).toEqual(['PostWebhookUrl']);
    const stored = JSON.stringify(await queryRows(url, 'SELECT * FROM audit_entry'));
    for (const value of ['hidden', '5550199', 'Agent', 'secret plans', account.token])
      expect(stored).not.toContain(value);
  });

  test('conversations, messages and reads are not acts, and a failed request is none either', async () => {
    const before = await newestActs(1);
    const { sid } = await client.createConversation({ friendlyName: 'Travel' });
    await client.createConversationMessage(sid, { body: 'Hello' });
    await client.updateConversation(sid, { friendlyName: 'Trips' });
    await client.deleteConversation(sid);
    await client.listService({ limit: 1 });
    expect((await call('POST', '/v1/Services', {})).status).toBe(400);
    const after = await newestActs(1);
    expect(after.map(({ position }) => position)).toEqual(before.map(({ position }) => position));
  });

  test('a request that is repeated with its idempotency key is one act', async () => {
    const headers = { 'Idempotency-Key': 'only-once' };
    const form = { FriendlyName: 'Once' };
    const { body } = await call('POST', '/v1/Services', form, headers);
    expect((await call('POST', '/v1/Services', form, headers)).body.sid).toBe(body.sid);
    const acts = (await newestActs(5)).filter(({ objectSid }) => objectSid === body.sid);
    expect(acts.map(({ operation }) => operation)).toEqual(['CreateService']);
  });

  test('an act that an API key may not carry out is recorded with its error', async () => {
    const asKey = createCaller(colloquy.baseUrl, apiKey.sid, apiKey.secret);
    const path = `/2010-04-01/Accounts/${account.sid}/Keys.json`;
    expect((await asKey('POST', path, { FriendlyName: 'mine' })).status).toBe(403);
    expect(await newestActs(1)).toMatchObject([
      { operation: 'CreateKey', actor: apiKey.sid, errorCode: 20006, parameters: [] },
    ]);
    expect((await asKey('GET', '/colloquy/v1/audit')).body).toMatchObject({ code: 20006 });
  });

  test('an act that is refused again and again has two entries in an hour, one of them with the number', async () => {
    const asKey = createCaller(colloquy.baseUrl, apiKey.sid, apiKey.secret);
    const path = `/2010-04-01/Accounts/${account.sid}/Keys`;
    const remove = () => asKey('DELETE', `${path}/${apiKey.sid}.json`);
    const refused = async () =>
      (await newestActs(50))
        .filter(({ operation }) => operation === 'DeleteKey')
        .filter(({ errorCode }) => errorCode !== null)
        .map(({ objectSid, count }) => [objectSid, count]);
    expect((await Promise.all(range(20).map(remove))).map(({ status }) => status)).toEqual(
      range(20).map(() => 403),
    );
    expect(await refused()).toEqual([[apiKey.sid, 1]]);
    await colloquy.advance('PT1H');
    const all = [
      [null, 19],
      [apiKey.sid, 1],
    ];
    expect(await refused()).toEqual(all);
    await remove();
    await colloquy.advance('PT1H');
    expect(await refused()).toEqual([[apiKey.sid, 1], ...all]);
  });

  test('a user who gets a role, and a token that is created, are acts', async () => {
    const { sid: role } = await client.createRole({
      friendlyName: 'Agent',
      type: 'service',
      permission: ['createConversation'],
    });
    const [before] = await newestActs(1);
    const { sid: user } = await client.createUser({ identity: 'promoted' });
    await client.updateUser(user, { friendlyName: 'No act' });
    await client.updateUser(user, { roleSid: role });
    const { sid: other } = await client.createUser({ identity: 'born great', roleSid: role });
    await client.createToken({ identity: 'promoted' });
    const acts = (await newestActs(10)).filter(({ position }) => position > (before?.position ?? 0));
    expect(acts.map(({ operation, objectSid, parameters }) => [operation, objectSid, parameters])).toEqual([
      ['CreateToken', null, ['Identity']],
      ['CreateUser', other, ['Identity', 'RoleSid']],
      ['UpdateUser', user, ['RoleSid']],
    ]);
    expect(JSON.stringify(await queryRows(url, 'SELECT * FROM audit_entry'))).not.toContain('promoted');
  });

  test('an account sees its own entries only, in pages', async () => {
    const other = createClient({ ...colloquy, accountSid: otherAccount.sid, authToken: otherAccount.token });
    await other.createService({ friendlyName: 'Theirs' });
    const theirs = await other.listAuditEntries();
    expect(new Set(theirs.map(({ accountSid }) => accountSid))).toEqual(new Set([otherAccount.sid]));
    expect(theirs.map(({ operation }) => operation)).toEqual(['CreateService', 'CreateAccount']);
    const all = await client.listAuditEntries({ limit: 200 });
    expect(all.some(({ accountSid }) => accountSid !== account.sid)).toBe(false);
    // Counts of used credentials can come in between.
    const acts = all.filter(({ kind }) => kind === 'act');
    const paged = (await client.listAuditEntries({ pageSize: 2 })).filter(({ kind }) => kind === 'act');
    expect(paged.map(({ position }) => position)).toEqual(acts.map(({ position }) => position));
    expect(await client.listAuditEntries({ startDate: new Date('2100-01-01') })).toEqual([]);
  });

  test('a reset is an act, and keeps the audit log', async () => {
    const before = await newestActs(50);
    await client.resetServer();
    const [last, ...others] = await newestActs(51);
    expect(last).toMatchObject({ operation: 'ResetServer', actor: account.sid });
    expect(others.map(({ position }) => position)).toEqual(before.map(({ position }) => position));
  });
});
