import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute, queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { catchUp, clientOfOther, createSearchedService, type SearchedService } from './support.ts';

/** Of a conversation that does not exist. */
const unknownConversation = `CH${'f'.repeat(32)}`;

describe.each(engines)('the search index on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  let desk: SearchedService;
  const restart = async (settings: Readonly<Record<string, string>> = {}) => {
    await colloquy.stop();
    colloquy = await startServer(url, settings);
    desk = { ...desk, colloquy, client: createClient(colloquy) };
  };
  const post = async (body: string) =>
    (await desk.client.createServiceConversationMessage(desk.service, desk.conversation, { body })).sid;
  beforeAll(async () => {
    url = (await createDatabase(engine)).url;
    colloquy = await startServer(url);
    desk = await createSearchedService(colloquy);
  });
  afterAll(() => colloquy?.stop());

  const find = async (query: string) => {
    await catchUp(colloquy);
    return (await desk.client.pageSearchResults({ query })).items.map(({ sid }) => sid);
  };
  /** Changes the database while no server has it. */
  const changeDatabase = async (...statements: readonly string[]) => {
    await colloquy.stop();
    for (const statement of statements) await execute(url, statement);
    await restart();
  };

  test('an index is up to date shortly after a change, without being asked', async () => {
    const sid = await post('unprompted');
    await expect
      .poll(async () => (await desk.client.pageSearchResults({ query: 'unprompted' })).items)
      .toMatchObject([{ sid }]);
  });

  test('a changed text replaces the old one', async () => {
    const { client, service, conversation } = desk;
    const sid = await post('walnut');
    expect(await find('walnut')).toEqual([sid]);
    await client.updateServiceConversationMessage(service, conversation, sid, { body: 'hazelnut' });
    expect(await find('walnut')).toEqual([]);
    expect(await find('hazelnut')).toEqual([sid]);
  });

  test('a deleted message, participant, user and conversation are not found any more', async () => {
    const { client, service, conversation } = desk;
    const message = await post('pistachio');
    const { sid: participant } = await client.createServiceConversationParticipant(service, conversation, {
      identity: 'pistachio',
    });
    const { sid: user } = await client.fetchServiceUser(service, 'pistachio');
    const { sid: other } = await client.createServiceConversation(service, { friendlyName: 'pistachio' });
    const { sid: within } = await client.createServiceConversationMessage(service, other, {
      body: 'pistachio',
    });
    const all = [message, participant, user, other, within];
    expect((await find('pistachio')).toSorted()).toEqual(all.toSorted());
    await client.deleteServiceConversationMessage(service, conversation, message);
    await client.deleteServiceConversationParticipant(service, conversation, participant);
    expect((await find('pistachio')).toSorted()).toEqual([user, other, within].toSorted());
    await client.deleteServiceConversation(service, other);
    // Without waiting for the index, too.
    const { items } = await client.pageSearchResults({ query: 'pistachio' });
    expect(items.map(({ sid }) => sid)).toEqual([user]);
    await client.deleteServiceUser(service, user);
    expect(await find('pistachio')).toEqual([]);
    const left = await queryRows(url, `SELECT sid FROM search_document WHERE conversation_sid = '${other}'`);
    expect(left).toEqual([]);
  });

  test('a deleted service leaves nothing in the index', async () => {
    const { client } = desk;
    const { sid: service } = await client.createService({ friendlyName: 'Short-lived' });
    const { sid: conversation } = await client.createServiceConversation(service, {
      friendlyName: 'macadamia',
    });
    await client.createServiceConversationMessage(service, conversation, { body: 'macadamia' });
    expect(await find('macadamia')).toHaveLength(2);
    await client.deleteService(service);
    expect((await client.pageSearchResults({ query: 'macadamia' })).items).toEqual([]);
    await catchUp(colloquy);
    const left = await queryRows(
      url,
      'SELECT sid FROM search_document WHERE service_id NOT IN (SELECT id FROM service WHERE date_deleted IS NULL)',
    );
    expect(left).toEqual([]);
  });

  test('events that the index has seen already change nothing', async () => {
    const { client, service, conversation } = desk;
    const sid = await post('chestnut');
    await client.updateServiceConversationMessage(service, conversation, sid, { body: 'chestnut twice' });
    expect(await find('chestnut')).toEqual([sid]);
    await changeDatabase("UPDATE log_cursor SET position = 0 WHERE consumer = 'search'");
    expect(await find('chestnut')).toEqual([sid]);
    expect(await find('walnut')).toEqual([]);
  });

  test('events that the index has not seen are kept, however old they are', async () => {
    const sid = await post('sunflower');
    expect(await find('sunflower')).toEqual([sid]);
    await changeDatabase(
      "UPDATE log_cursor SET position = 0 WHERE consumer = 'search'",
      "UPDATE event SET time = '2000-01-01T00:00:00.000Z'",
      `DELETE FROM search_document WHERE sid = '${sid}'`,
    );
    expect(await find('sunflower')).toEqual([sid]);
    await catchUp(colloquy);
    expect(await queryRows(url, 'SELECT position FROM event')).toHaveLength(1);
  });

  test('an index that is missing documents, or has too many, is rebuilt while searches go on', async () => {
    const kept = await post('almond');
    const lost = await post('almond');
    const gone = await post('almond');
    await find('almond');
    await changeDatabase(
      `DELETE FROM search_document WHERE sid = '${lost}'`,
      `DELETE FROM message WHERE sid = '${gone}'`,
      `INSERT INTO conversation_activity SELECT service_id, '${unknownConversation}', date_created
        FROM conversation WHERE sid = '${desk.conversation}'`,
    );
    expect(await find('almond')).toEqual([kept]);
    expect((await queryRows(url, `SELECT sid FROM search_document WHERE sid = '${gone}'`)).length).toBe(1);
    expect(await desk.client.rebuildSearchIndex()).toMatchObject({ state: 'building', checkedCount: 0 });
    const added = await post('almond, while building');
    await expect.poll(async () => (await desk.client.fetchSearchIndex()).state).toBe('ready');
    expect((await find('almond')).toSorted()).toEqual([added, lost, kept].toSorted());
    expect(await queryRows(url, `SELECT sid FROM search_document WHERE sid = '${gone}'`)).toEqual([]);
    const activity = `SELECT 1 FROM conversation_activity WHERE conversation_sid = '${unknownConversation}'`;
    expect(await queryRows(url, activity)).toEqual([]);
    const index = await desk.client.fetchSearchIndex();
    expect(index.checkedCount).toBeGreaterThan(5);
    expect(index.dateFinished).toBeInstanceOf(Date);
  });

  test('objects of a second that has no number left are numbered in the next one', async () => {
    const sids = [await post('hickory'), await post('hickory'), await post('hickory')];
    const [first, ...others] = sids;
    await find('hickory');
    const second = Date.UTC(2001, 0, 1) / 1000;
    const listed = (each: readonly string[]) => each.map((sid) => `'${sid}'`).join(', ');
    await changeDatabase(
      `UPDATE message SET date_created = '2001-01-01T00:00:00.000Z' WHERE sid IN (${listed(sids)})`,
      // SQLite indexes a document again if its terms are set.
      `UPDATE search_document SET id = ${second * 2 ** 14 + 2 ** 14 - 1}, terms = terms WHERE sid = '${first}'`,
      `DELETE FROM search_document WHERE sid IN (${listed(others)})`,
    );
    await desk.client.rebuildSearchIndex();
    await expect.poll(async () => (await desk.client.fetchSearchIndex()).state).toBe('ready');
    expect(await find('hickory')).toEqual(sids.toReversed());
  });

  test('a rebuild goes on after a restart, while messages are written', async () => {
    await post('acorn');
    await desk.client.rebuildSearchIndex();
    const writing = Promise.all(Array.from({ length: 20 }, (_, index) => post(`acorn ${index}`)));
    await writing;
    await restart();
    await expect.poll(async () => (await desk.client.fetchSearchIndex()).state).toBe('ready');
    expect(await find('acorn')).toHaveLength(21);
    const twice = 'SELECT sid FROM search_document GROUP BY sid HAVING count(*) > 1';
    expect(await queryRows(url, twice)).toEqual([]);
  });

  test('a database from before the index gets one in the background, also after it was turned off', async () => {
    const sid = await post('cashew');
    expect(await find('cashew')).toEqual([sid]);
    await restart({ COLLOQUY_SEARCH: '0' });
    await expect(desk.client.pageSearchResults({ query: 'cashew' })).rejects.toMatchObject({ status: 404 });
    const later = await post('cashew, unseen');
    expect(await queryRows(url, "SELECT position FROM log_cursor WHERE consumer = 'search'")).toEqual([]);
    // Nothing would remove the words of what is deleted meanwhile.
    for (const table of ['search_document', 'conversation_activity'])
      await expect.poll(() => queryRows(url, `SELECT service_id FROM ${table} LIMIT 1`)).toEqual([]);
    await restart();
    await expect.poll(async () => (await desk.client.fetchSearchIndex()).state).toBe('ready');
    expect((await find('cashew')).toSorted()).toEqual([later, sid].toSorted());
    expect((await desk.client.pageSearchResults({ query: 'cashew' })).meta.indexState).toBe('ready');
  });

  test('documents that are not shown do not end the pages of a search', async () => {
    const found = await post('brazil');
    const others = [await post('brazil'), await post('brazil'), await post('brazil')];
    expect(await find('brazil')).toEqual([...others.toReversed(), found]);
    const { chatServiceSid } = await clientOfOther(colloquy).createConversation();
    await changeDatabase(
      `UPDATE search_document SET service_id = (SELECT id FROM service WHERE sid = '${chatServiceSid}')
        WHERE sid IN (${others.map((sid) => `'${sid}'`).join(', ')})`,
    );
    const results = await desk.client.listSearchResults({ query: 'brazil', pageSize: 1 });
    expect(results.map(({ sid }) => sid)).toEqual([found]);
  });
});
