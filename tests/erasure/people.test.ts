import { createClient } from '@colloquy/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { tablesWith } from './support/raw-files.ts';

const address = '+15550190190';

describe.each(engines)('whose data an erasure takes on %s', (engine) => {
  let url: string;
  let room: string;
  let heldService: string;
  const run = (...args: readonly string[]) =>
    runInProcess(args, { ...accountSettings, COLLOQUY_DATABASE_URL: url });
  const bodies = async () =>
    (
      await queryRows(
        url,
        `SELECT body FROM message WHERE conversation_sid = '${room}' ORDER BY message_index`,
      )
    ).map(({ body }) => body);

  beforeAll(async () => {
    ({ url } = await createDatabase(engine));
    await using server = await startServer(url, accountSettings);
    const client = createClient(server);
    ({ sid: room } = await client.createConversation({}));
    const former = await client.createConversationParticipant(room, {
      messagingBindingAddress: address,
      messagingBindingProxyAddress: '+15550190001',
    });
    const post = (author: string, body: string) => client.createConversationMessage(room, { author, body });
    const renamed = await post(address, 'zq8quince text');
    await client.updateConversationMessage(room, renamed.sid, { author: 'zq8quince alias' });
    await client.deleteConversationParticipant(room, former.sid);

    await client.createConversationParticipant(room, { identity: 'bob' });
    await post('bob', 'of bob');
    const given = await post('bob', 'given to zq9quince');
    await client.updateConversationMessage(room, given.sid, { author: 'zq9quince' });

    await post('ZQ11QUINCE.MÜLLER@Example.org', 'by mail');
    await post('zq11quince.mueller@example.org', 'of another mailbox');
    await client.createConversation({ friendlyName: 'Zq11Quince.Müller@example.ORG' });

    await client.createConversation({ friendlyName: address }, { idempotencyKey: 'by name' });

    ({ sid: heldService } = await client.createService({ friendlyName: 'held' }));
    await client.createServiceUser(heldService, { identity: 'zq10quince' });
  });

  test('a message of an address that was removed and whose author was changed is deleted', async () => {
    expect(await run('erase', '--address', address, '--yes')).toMatchObject({ code: 0 });
    expect(await tablesWith(url, 'zq8quince')).toEqual([]);
    // Among them are the stored results of conversations that had this name.
    expect(await tablesWith(url, address)).toEqual([]);
  });

  test('a message that was given to the person does not take those of its participant along', async () => {
    expect(await run('erase', '--identity', 'zq9quince', '--yes')).toMatchObject({ code: 0 });
    expect(await bodies()).toEqual(['of bob', 'by mail', 'of another mailbox']);
    const [event] = await queryRows(
      url,
      "SELECT count(*) AS number FROM event WHERE name = 'onMessageAdded' AND properties LIKE '%of bob%'",
    );
    expect(Number(event?.['number'])).toBe(1);
  });

  test('the case of an e-mail address makes no difference, also that of letters outside of ASCII', async () => {
    expect(await run('erase', '--address', 'zq11quince.müller@example.org', '--yes')).toMatchObject({
      code: 0,
    });
    expect(await bodies()).toEqual(['of bob', 'of another mailbox']);
    expect(await tablesWith(url, 'zq11quince.müller')).toEqual([]);
  });

  test('a hold on a service covers its events even after the deletion of the service', async () => {
    expect(await run('hold', 'add', '--service', heldService)).toMatchObject({ code: 0 });
    await (async () => {
      await using server = await startServer(url, accountSettings);
      await createClient(server).deleteService(heldService);
      const left = () => queryRows(url, `SELECT sid FROM service WHERE sid = '${heldService}'`);
      await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    })();
    expect(await run('erase', '--identity', 'zq10quince', '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/The legal hold LH.* forbids it/),
    });
    expect(await tablesWith(url, 'zq10quince')).toContain('event');
  });
});
