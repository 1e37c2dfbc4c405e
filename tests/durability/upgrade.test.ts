import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { postgresDdlTypes } from '../../packages/server/src/storage/engines/postgres/dialect.ts';
import { sqliteDdlTypes } from '../../packages/server/src/storage/engines/sqlite/dialect.ts';
import { foundation } from '../../packages/server/src/storage/migrations/0001-foundation.ts';
import { execute } from '../process/support/contents.ts';
import { createDatabase, engines } from '../support/engines.ts';

const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'token' };
const service = `IS${'2'.repeat(32)}`;
const room = `CH${'3'.repeat(32)}`;
const time = "'2024-05-01T12:00:00.000Z'";

test.each(engines)('%s: what the first version has stored goes on with this one', async (engine) => {
  const { url } = await createDatabase(engine);
  const version =
    engine === 'sqlite'
      ? ['PRAGMA user_version = 1']
      : ['CREATE TABLE schema_version (version integer NOT NULL)', 'INSERT INTO schema_version VALUES (1)'];
  const words = engine === 'sqlite' ? sqliteDdlTypes : postgresDdlTypes;
  for (const statement of [
    ...foundation.statements(words),
    ...version,
    `INSERT INTO account (sid, default_service_sid, date_created) VALUES ('${account.accountSid}', '${service}', ${time})`,
    `INSERT INTO service (sid, account_sid, friendly_name, date_created, date_updated)
      VALUES ('${service}', '${account.accountSid}', 'Old', ${time}, ${time})`,
    `INSERT INTO conversation (service_id, sid, unique_name, attributes, state, date_created, date_updated,
        created_event, updated_event, event_counter)
      VALUES (1, '${room}', 'room', '{}', 'active', ${time}, ${time}, 1, 1, 1)`,
  ])
    await execute(url, statement);

  await using colloquy = await startColloquy({
    databaseUrl: url,
    settings: { COLLOQUY_ACCOUNT_SID: account.accountSid, COLLOQUY_AUTH_TOKEN: account.authToken },
  });
  const client = createClient({ ...account, baseUrl: colloquy.baseUrl });
  expect(await client.fetchConversation('room')).toMatchObject({ sid: room, state: 'active' });
  const roles = await client.listRole();
  expect(roles.map(({ type }) => type).toSorted()).toEqual([
    'conversation',
    'conversation',
    'service',
    'service',
  ]);
  const added = await client.createConversationParticipant('room', { identity: 'alice' });
  expect(roles.map(({ sid }) => sid)).toContain(added.roleSid);
  const posted = await client.createConversationMessage('room', { author: 'alice', body: 'Hello' });
  expect(posted).toMatchObject({ index: 0, participantSid: added.sid });
});
