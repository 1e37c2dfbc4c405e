import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, accountSettings, otherAccount } from '../support/accounts.ts';
import { queryRows, readContents } from '../support/engines/database-contents.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';

/** The tests look at all events. */
const settings = { COLLOQUY_EVENT_RETENTION: 'P3650D' };

describe.each(engines)('retention on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  let client: Client;
  const start = async () => {
    colloquy = await startServer(url, settings);
    client = createClient(colloquy);
  };
  beforeAll(async () => {
    ({ url } = await createDatabase(engine));
    await start();
  });
  afterAll(() => colloquy.stop());

  const run = (...args: readonly string[]) => {
    const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
    return runInProcess(args, { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN, COLLOQUY_DATABASE_URL: url });
  };
  const createService = async () => {
    const { sid } = await client.createService({ friendlyName: 'kept for some time' });
    return sid;
  };
  const createConversation = async (service: string, bodies: readonly string[] = []) => {
    const { sid } = await client.createServiceConversation(service);
    for (const body of bodies) await client.createServiceConversationMessage(service, sid, { body });
    return sid;
  };
  const bodiesIn = async (service: string, conversation: string) =>
    (await client.listServiceConversationMessage(service, conversation)).map(({ body }) => body);
  const exists = async (service: string, conversation: string) =>
    (await client.listServiceConversation(service)).some(({ sid }) => sid === conversation);
  const dryRun = async (service: string, ...args: readonly string[]) => {
    const at = colloquy.clock.now().toISOString();
    const { stdout } = await run('retention', 'dry-run', '--service', service, '--at', at, ...args, '--json');
    return JSON.parse(stdout).expired;
  };
  const eventsOf = async (conversation: string) =>
    (await readContents(url)).events.filter((event) => event.conversation_sid === conversation);

  test('old messages are deleted with their events, and young ones stay', async () => {
    const service = await createService();
    const conversation = await createConversation(service, ['one', 'two']);
    await colloquy.advance('P60D');
    await client.createServiceConversationMessage(service, conversation, { body: 'three' });
    await client.updateRetention(service, { messages: 'P90D' });
    await colloquy.advance('P29D');
    expect(await bodiesIn(service, conversation)).toEqual(['one', 'two', 'three']);
    await colloquy.advance('P2D');
    expect(await bodiesIn(service, conversation)).toEqual(['three']);
    const removals = (await eventsOf(conversation)).filter(({ name }) => name === 'onMessageRemoved');
    expect(removals).toHaveLength(2);
    const numbers = (await eventsOf(conversation)).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, n) => n + 1));
    // The index goes on where it was.
    const { index } = await client.createServiceConversationMessage(service, conversation, { body: 'four' });
    expect(index).toBe(3);
    await colloquy.advance('P100D');
    expect(await bodiesIn(service, conversation)).toEqual([]);
    expect(await exists(service, conversation)).toBe(true);
  });

  test('closed conversations are deleted with their contents, and open ones stay', async () => {
    const service = await createService();
    const [closed, later, open] = [
      await createConversation(service, ['gone']),
      await createConversation(service),
      await createConversation(service, ['kept']),
    ];
    await client.updateServiceConversation(service, closed, { state: 'closed' });
    await client.updateRetention(service, { closedConversations: 'P30D' });
    await colloquy.advance('P20D');
    await client.updateServiceConversation(service, later, { state: 'closed' });
    await colloquy.advance('P12D');
    expect(await exists(service, closed)).toBe(false);
    expect(await exists(service, later)).toBe(true);
    expect(await bodiesIn(service, open)).toEqual(['kept']);
    expect((await eventsOf(closed)).at(-1)?.name).toBe('onConversationRemoved');
    const rows = await queryRows(url, `SELECT sid FROM message WHERE conversation_sid = '${closed}'`);
    expect(rows).toEqual([]);
    const acts = await client.listAuditEntries({ limit: 50 });
    expect(acts.find(({ operation }) => operation === 'ApplyRetention')).toMatchObject({
      actor: 'server',
      serviceSid: service,
      count: 1,
    });
  });

  test('the content of old media is deleted, and the message that shows it stays', async () => {
    const service = await createService();
    const conversation = await createConversation(service);
    const { sid } = await client.createMedia(service, new Blob(['picture'], { type: 'image/png' }));
    await client.createServiceConversationMessage(service, conversation, { mediaSid: sid });
    await client.updateRetention(service, { media: 'P7D' });
    await colloquy.advance('P6D');
    expect((await client.fetchMedia(service, sid)).size).toBe(7);
    await colloquy.advance('P2D');
    await expect(client.fetchMedia(service, sid)).rejects.toMatchObject({ status: 404 });
    const [message] = await client.listServiceConversationMessage(service, conversation);
    expect(message?.media).toMatchObject([{ sid }]);
    expect(await queryRows(url, `SELECT sid FROM media_removal WHERE sid = '${sid}'`)).toEqual([]);
  });

  test('a legal hold keeps what it covers until it is removed', async () => {
    const service = await createService();
    const [held, free] = [
      await createConversation(service, ['evidence']),
      await createConversation(service, ['chat']),
    ];
    const hold = async (...args: readonly string[]) => {
      // A SQLite file has one owner.
      if (!canShare(engine)) await colloquy.stop();
      const { stdout, stderr } = await run('hold', ...args, '--json');
      expect(stderr).toBe('');
      const time = colloquy.clock.now();
      if (!canShare(engine)) {
        colloquy = await startServer(url, settings, time);
        client = createClient(colloquy);
      }
      return JSON.parse(stdout);
    };
    const { sid } = await hold('add', '--service', service, '--conversation', held);
    await client.updateServiceConversation(service, held, { state: 'closed' });
    await client.updateRetention(service, { messages: 'P1D', closedConversations: 'P1D' });
    await colloquy.advance('P3D');
    expect(await bodiesIn(service, held)).toEqual(['evidence']);
    expect(await bodiesIn(service, free)).toEqual([]);
    expect(await dryRun(service)).toEqual({ closed_conversations: 0, messages: 0, media: 0 });
    await hold('remove', sid);
    expect(await dryRun(service)).toEqual({ closed_conversations: 1, messages: 1, media: 0 });
    await colloquy.advance('P1D');
    expect(await exists(service, held)).toBe(false);
  });

  test('a dry run counts what would be deleted, and deletes nothing', async () => {
    const service = await createService();
    const conversation = await createConversation(service, ['one', 'two']);
    await colloquy.advance('P10D');
    await client.createServiceConversationMessage(service, conversation, { body: 'three' });
    expect(await dryRun(service)).toEqual({ closed_conversations: 0, messages: 0, media: 0 });
    expect(await dryRun(service, '--messages', 'P5D')).toMatchObject({ messages: 2 });
    expect(await dryRun(service, '--messages', 'P20D')).toMatchObject({ messages: 0 });
    await colloquy.advance('P1D');
    expect(await bodiesIn(service, conversation)).toHaveLength(3);
    const { stdout } = await run(
      'retention',
      'dry-run',
      '--service',
      service,
      '--messages',
      'PT1H',
      '--at',
      '2100-01-01',
    );
    expect(stdout).toMatch(/messages +PT1H +3\n/);
  });

  test('a walk continues after a restart, and ends after more objects than a batch', async () => {
    const service = await createService();
    const conversations = await Promise.all(range(30).map(() => createConversation(service)));
    await Promise.all(
      conversations.flatMap((sid) =>
        range(9).map((n) => client.createServiceConversationMessage(service, sid, { body: `${n}` })),
      ),
    );
    const left = async () =>
      Number(
        (
          await queryRows(
            url,
            `SELECT count(*) AS n FROM message JOIN service ON service.id = message.service_id WHERE service.sid = '${service}'`,
          )
        )[0]?.['n'],
      );
    expect(await left()).toBe(270);
    await client.updateRetention(service, { messages: 'P1D' });
    const time = new Date(colloquy.clock.now().getTime() + 5 * 86_400_000);
    await colloquy.stop();
    // The server begins by itself, and is stopped at any point.
    for (let n = 0; n < 3; n++) await (await startServer(url, settings, time)).stop();
    colloquy = await startServer(url, settings, time);
    client = createClient(colloquy);
    // The first walk may have looked at some messages before they were old.
    await colloquy.advance('PT1H');
    expect(await left()).toBe(0);
  });

  test('settings can be read, changed and removed, only by their account', async () => {
    const service = await createService();
    const none = { chatServiceSid: service, closedConversations: null, messages: null, media: null };
    expect(await client.fetchRetention(service)).toEqual({ ...none, dateUpdated: null });
    await client.updateRetention(service, { messages: 'P90D', media: 'P30D' });
    await client.updateRetention(service, { media: null });
    expect(await client.fetchRetention(service)).toEqual({
      ...none,
      messages: 'P90D',
      dateUpdated: colloquy.clock.now(),
    });
    const theirs = createCaller(colloquy.baseUrl, otherAccount.sid, otherAccount.token);
    const path = `/colloquy/v1/services/${service}/retention`;
    for (const method of ['GET', 'POST', 'DELETE'])
      expect((await theirs(method, path, method === 'POST' ? { Messages: 'P1D' } : undefined)).status).toBe(
        404,
      );
    const ours = createCaller(colloquy.baseUrl, account.sid, account.token);
    for (const Messages of ['PT59M', 'P1M', '0', 'PT0S', 'P99999999D', 'soon'])
      expect((await ours('POST', path, { Messages })).body).toMatchObject({ status: 400, code: 20001 });
    await client.deleteRetention(service);
    expect((await ours('DELETE', path)).status).toBe(404);
    expect(await client.fetchRetention(service)).toEqual({ ...none, dateUpdated: null });
  });

  test('a deleted service leaves no settings', async () => {
    const service = await createService();
    await client.updateRetention(service, { messages: 'P90D' });
    await client.deleteService(service);
    await colloquy.advance('PT1S');
    const rows = await queryRows(
      url,
      `SELECT sid FROM service WHERE sid = '${service}' AND date_deleted IS NOT NULL`,
    );
    expect(rows).toEqual([]);
  });

  test('the command line sets, shows and removes the settings', async () => {
    const service = await createService();
    const command = async (...args: readonly string[]) =>
      run('retention', ...args, '--service', service, '--url', colloquy.baseUrl);
    expect(await command('set', '--messages', 'P90D', '--closed-conversations', 'P30D')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/closed conversations +P30D\nmessages +P90D\nmedia +kept permanently\n/),
    });
    expect(JSON.parse((await command('show', '--json')).stdout)).toMatchObject({
      messages: 'P90D',
      media: null,
    });
    expect((await command('set', '--messages', '')).stdout).toMatch(/messages +kept permanently/);
    expect(await command('set')).toMatchObject({ code: 2 });
    expect(await command('set', '--messages', 'P1Y')).toMatchObject({ code: 2 });
    for (let n = 0; n < 2; n++) expect(await command('unset')).toMatchObject({ code: 0 });
    expect(JSON.parse((await command('show', '--json')).stdout)).toMatchObject({
      closed_conversations: null,
    });
  });
});
