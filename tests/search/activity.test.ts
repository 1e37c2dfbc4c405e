import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute, queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { catchUp, clientOfOther, createSearchedService, type SearchedService } from './support.ts';

describe.each(engines)('conversations by last activity on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  let desk: SearchedService;
  beforeAll(async () => {
    url = (await createDatabase(engine)).url;
    colloquy = await startServer(url);
    desk = await createSearchedService(colloquy);
  });
  afterAll(() => colloquy?.stop());

  const create = async () => {
    await colloquy.advance('PT1M');
    return (await desk.client.createServiceConversation(desk.service)).sid;
  };
  const post = async (conversation: string) => {
    await colloquy.advance('PT1M');
    return desk.client.createServiceConversationMessage(desk.service, conversation, { body: 'Hi' });
  };
  const list = async () => {
    await catchUp(colloquy);
    return (await desk.client.listActiveConversations(desk.service)).map(({ sid }) => sid);
  };

  test('a message moves its conversation to the front, and deleting it moves it back', async () => {
    const [one, two, three] = [await create(), await create(), await create()];
    const { conversation } = desk;
    expect(await list()).toEqual([three, two, one, conversation]);
    const { sid, dateCreated } = await post(one);
    expect(await list()).toEqual([one, three, two, conversation]);
    const [first] = await desk.client.listActiveConversations(desk.service);
    expect(first).toMatchObject({ sid: one, state: 'active', friendlyName: null });
    expect(Math.abs((first?.dateLastActivity.getTime() ?? 0) - dateCreated.getTime())).toBeLessThan(1000);
    await post(two);
    expect(await list()).toEqual([two, one, three, conversation]);
    await desk.client.deleteServiceConversationMessage(desk.service, one, sid);
    expect((await list())[0]).toBe(two);
    await desk.client.deleteServiceConversation(desk.service, two);
    expect(await list()).not.toContain(two);
    const left = `SELECT conversation_sid FROM conversation_activity WHERE conversation_sid = '${two}'`;
    expect(await queryRows(url, left)).toEqual([]);
  });

  test('pages have each conversation once', async () => {
    const all = await list();
    const first = await desk.client.pageActiveConversations(desk.service, { pageSize: 2 });
    const second = await first.nextPage();
    expect([...first.items, ...(second?.items ?? [])].map(({ sid }) => sid)).toEqual(all.slice(0, 4));
    await expect(
      desk.client.pageActiveConversations(desk.service, { pageToken: 'CH1' }),
    ).rejects.toMatchObject({ status: 400, code: 20001 });
  });

  test('a conversation that has just been deleted does not end the pages', async () => {
    const all = await list();
    await colloquy.stop();
    // The index has not seen its deletion yet.
    await execute(
      url,
      `INSERT INTO conversation_activity SELECT service_id, 'CH${'f'.repeat(32)}', '9999-12-31T23:59:59.999Z'
        FROM conversation WHERE sid = '${desk.conversation}'`,
    );
    colloquy = await startServer(url);
    desk = { ...desk, colloquy, client: createClient(colloquy) };
    const listed = await desk.client.listActiveConversations(desk.service, { pageSize: 1 });
    expect(listed.map(({ sid }) => sid)).toEqual(all);
  });

  test('another account gets 404, and a deleted service leaves nothing', async () => {
    await expect(clientOfOther(colloquy).listActiveConversations(desk.service)).rejects.toMatchObject({
      status: 404,
    });
    await desk.client.deleteService(desk.service);
    await expect(desk.client.listActiveConversations(desk.service)).rejects.toMatchObject({ status: 404 });
    await catchUp(colloquy);
    expect(await queryRows(url, 'SELECT service_id FROM conversation_activity')).toEqual([]);
  });
});
