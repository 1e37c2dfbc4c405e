import { type Colloquy, startColloquy } from '@colloquy/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { countBlocked, queryRows } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';

/** Requests that wait for a row that another transaction has locked, and what that transaction does meanwhile. */
let url: string;
let colloquy: Colloquy;
let call: ReturnType<typeof createCaller>;
let other: pg.Client;
beforeAll(async () => {
  url = (await createDatabase('postgres')).url;
  colloquy = await startColloquy({ databaseUrl: url });
  call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  other = new pg.Client({ connectionString: url });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await colloquy.stop();
});

/** Waits until the given number of the server's transactions waits for a row lock. */
const waitForLockWaiters = (count: number) =>
  vi.waitFor(async () => expect(await countBlocked(url)).toBeGreaterThanOrEqual(count), 5000);

async function service(): Promise<{ sid: string; root: string; conversation: string }> {
  const { sid } = (await call('POST', '/v1/Services', { FriendlyName: 'x' })).body;
  const root = `/v1/Services/${sid}`;
  const conversation = (await call('POST', `${root}/Conversations`, {})).body.sid;
  return { sid, root, conversation };
}

/** Creates a user in another transaction, which is still open. */
async function beginUser(serviceSid: string, identity: string): Promise<void> {
  await other.query('BEGIN');
  await other.query(
    `INSERT INTO chat_user SELECT id, 'US${'f'.repeat(32)}', $2, NULL, '{}', 'RL', NULL, NULL, '', '', 1, 1, 1
      FROM service WHERE sid = $1`,
    [serviceSid, identity],
  );
}

test('a role is not deleted while it is being assigned', async () => {
  const { sid, root, conversation } = await service();
  const form = { FriendlyName: 'x', Type: 'conversation', Permission: 'sendMessage' };
  const role = (await call('POST', `${root}/Roles`, form)).body.sid;
  await beginUser(sid, 'Ann');
  const path = `${root}/Conversations/${conversation}/Participants`;
  const giving = call('POST', path, { Identity: 'Ann', RoleSid: role });
  await waitForLockWaiters(1);
  const deleting = call('DELETE', `${root}/Roles/${role}`);
  await waitForLockWaiters(2);
  await other.query('ROLLBACK');
  expect((await giving).status).toBe(201);
  expect((await deleting).status).toBe(204);
  await colloquy.advance('PT1S');
  await vi.waitFor(async () =>
    expect(await queryRows(url, `SELECT sid FROM participant WHERE role_sid = '${role}'`)).toEqual([]),
  );
});

/** A conversation with a participant whose role is about to be deleted. */
async function participantWithRole(form: object) {
  const found = await service();
  const role = { FriendlyName: 'x', Type: 'conversation', Permission: 'sendMessage' };
  const deleted = (await call('POST', `${found.root}/Roles`, role)).body.sid;
  const given = (await call('POST', `${found.root}/Roles`, role)).body.sid;
  const path = `${found.root}/Conversations/${found.conversation}/Participants`;
  const added = await call('POST', path, { ...form, RoleSid: deleted });
  expect(added.body).toMatchObject({ role_sid: deleted });
  return { ...found, deleted, given, path: `${path}/${added.body.sid}` };
}

/** Waits until the job has replaced a deleted role everywhere. */
const waitForReplacement = (role: string) =>
  vi.waitFor(async () =>
    expect(await queryRows(url, `SELECT id FROM job WHERE subject_sid = '${role}'`)).toEqual([]),
  );

test('a role that a participant gets while its deleted role is being replaced is kept', async () => {
  const { root, conversation, deleted, given, path } = await participantWithRole({ Identity: 'Ann' });
  await other.query('BEGIN');
  await other.query('SELECT sid FROM conversation WHERE sid = $1 FOR UPDATE', [conversation]);
  await other.query('UPDATE participant SET role_sid = $1 WHERE role_sid = $2', [given, deleted]);
  expect((await call('DELETE', `${root}/Roles/${deleted}`)).status).toBe(204);
  await waitForLockWaiters(1);
  await other.query('COMMIT');
  await waitForReplacement(deleted);
  expect((await call('GET', path)).body).toMatchObject({ role_sid: given });
});

test('an update of a participant that has read a deleted role does not restore it', async () => {
  const { sid, root, deleted, path } = await participantWithRole({
    'MessagingBinding.ProjectedAddress': '+15550111',
  });
  await beginUser(sid, 'Bob');
  const updating = call('POST', path, { Identity: 'Bob' });
  await waitForLockWaiters(1);
  expect((await call('DELETE', `${root}/Roles/${deleted}`)).status).toBe(204);
  // The replacement waits for the update, or it is done before it.
  await Promise.race([waitForLockWaiters(2), waitForReplacement(deleted)]);
  await other.query('ROLLBACK');
  expect((await updating).status).toBe(200);
  await waitForReplacement(deleted);
  expect((await call('GET', path)).body).not.toMatchObject({ role_sid: deleted });
});

test('a request uses a user that another transaction has just created', async () => {
  const { sid, root, conversation } = await service();
  await beginUser(sid, 'Ann');
  const adding = call('POST', `${root}/Conversations/${conversation}/Participants`, { Identity: 'Ann' });
  const making = call('POST', `${root}/Users`, { Identity: 'Ann' });
  await waitForLockWaiters(1);
  await other.query('COMMIT');
  expect((await adding).status).toBe(201);
  expect((await making).body).toMatchObject({ status: 409, code: 50201 });
  const rows = await queryRows(
    url,
    `SELECT user_sid FROM participant WHERE conversation_sid = '${conversation}'`,
  );
  expect(rows).toEqual([{ user_sid: `US${'f'.repeat(32)}` }]);
});

test.each([
  ['a participant', 'Participants', { Identity: 'Ann' }],
  ['a message', 'Messages', { Body: 'x' }],
])('%s is added to a service that is being deleted, or gets 404', async (_, kind, form) => {
  const { sid, root, conversation } = await service();
  await other.query('BEGIN');
  await other.query('SELECT sid FROM conversation WHERE sid = $1 FOR UPDATE', [conversation]);
  const adding = call('POST', `${root}/Conversations/${conversation}/${kind}`, form);
  await waitForLockWaiters(1);
  await other.query(`UPDATE service SET date_deleted = '2024-05-01T00:00:00.000Z' WHERE sid = $1`, [sid]);
  await other.query('COMMIT');
  expect([201, 404]).toContain((await adding).status);
  expect((await call('GET', `${root}/Conversations/${conversation}/${kind}`)).status).toBe(404);
});

test.each([
  ['Users', { Identity: 'Ann' }],
  ['Roles', { FriendlyName: 'x', Type: 'service', Permission: 'joinConversation' }],
  ['Conversations', {}],
])('nothing is created in the %s of a service that was deleted meanwhile', async (kind, form) => {
  const { sid, root } = await service();
  await other.query('BEGIN');
  for (const table of ['conversation', 'role', 'job'])
    await other.query(`DELETE FROM ${table} WHERE service_id = (SELECT id FROM service WHERE sid = $1)`, [
      sid,
    ]);
  await other.query('DELETE FROM service WHERE sid = $1', [sid]);
  const making = call('POST', `${root}/${kind}`, form);
  await waitForLockWaiters(1);
  await other.query('COMMIT');
  expect((await making).body).toMatchObject({
    status: 404,
    code: 20404,
    message: `The requested resource /Services/${sid}/${kind} was not found`,
  });
});

test('a pair of addresses that is freed while a request waits for it is taken', async () => {
  const [one, two] = [await service(), await service()];
  const form = { 'MessagingBinding.Address': '+15550100', 'MessagingBinding.ProxyAddress': '+15550199' };
  const joined = await call('POST', `${one.root}/Conversations/${one.conversation}/Participants`, form);
  expect(joined.status).toBe(201);
  await other.query('BEGIN');
  await other.query(`DELETE FROM address_pair WHERE address = '+15550100'`);
  const taking = call('POST', `${two.root}/Conversations/${two.conversation}/Participants`, form);
  await waitForLockWaiters(1);
  await other.query('COMMIT');
  expect((await taking).status).toBe(201);
});
