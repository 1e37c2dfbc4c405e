import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { engines } from '../support/engines/databases.ts';
import { createPlace, type Place } from './support/create-place.ts';
import { email, identity, needle } from './support/fill.ts';
import { filesWith, tablesWith } from './support/raw-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-erasure-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const person = ['--identity', identity, '--address', email.toUpperCase()] as const;

describe.each(engines)('an erasure on %s', (engine) => {
  let place: Place;
  beforeAll(async () => {
    place = await createPlace(engine, directory);
  });

  test('removes every text of the person from tables and files, and leaves the others as they were', async () => {
    const { url, media, filled, file, run, runJson } = place;
    const before = file('before');
    await run('export', before, '--conversation', filled.other);
    expect(await tablesWith(url, needle)).toEqual([
      ...['binding', 'chat_user', 'conversation', 'event', 'idempotency_key', 'message'],
      ...['participant', 'removed_participant', 'search_document', 'webhook_attempt', 'webhook_delivery'],
    ]);
    expect((await filesWith(url, media, needle)).length).toBeGreaterThan(1);

    const { found } = await runJson('erase', ...person, '--dry-run');
    expect(found).toEqual({
      users: 1,
      bindings: 1,
      participants: 2,
      messages: 5,
      media: 1,
      conversations: 1,
      deliveries: expect.any(Number),
      idempotency_keys: 1,
      events: expect.any(Number),
    });
    expect((await tablesWith(url, needle)).length).toBe(11);
    expect(await run('erase', ...person)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /This erases \d+ objects of "Zq7Quince Zoe" and .* Pass --yes to confirm/,
      ),
    });

    const proof = await runJson('erase', ...person, '--yes');
    expect(proof).toMatchObject({
      account_sid: account.sid,
      structure_kept: false,
      rewritten: true,
      erased: { ...found, events: expect.any(Number) },
    });
    expect(await tablesWith(url, needle)).toEqual([]);
    expect(await filesWith(url, media, needle)).toEqual([]);
    expect(JSON.stringify(proof).toLowerCase()).not.toContain(needle);

    const after = file('after');
    await run('export', after, '--conversation', filled.other);
    for (const kind of ['conversations', 'participants', 'messages', 'users'])
      expect(readFileSync(join(after, `${kind}.ndjson`))).toEqual(
        readFileSync(join(before, `${kind}.ndjson`)),
      );
  });

  test('leaves conversations that go on', async () => {
    const { filled, start } = place;
    await using server = await start();
    const client = createClient(server);
    const bodies = async (sid: string) =>
      (await client.listConversationMessage(sid)).map(({ index, body }) => [index, body]);
    expect(await bodies(filled.room)).toEqual([
      [0, 'from bob'],
      [5, 'bob again'],
    ]);
    expect(await bodies(filled.left)).toEqual([]);
    expect(await bodies(filled.mail)).toEqual([[1, 'to her']]);
    const next = await client.createConversationMessage(filled.left, { body: 'next', author: 'bob' });
    expect(next.index).toBe(1);
    const room = await client.fetchConversation(filled.room);
    expect(room).toMatchObject({ uniqueName: 'room', friendlyName: null });
    const participants = await client.listConversationParticipant(filled.room);
    expect(participants.map((each) => each.identity)).toEqual(['bob']);
    // She may come back, as somebody new.
    await client.createConversationParticipant(filled.room, { identity });
    expect((await client.listConversationMessage(filled.room)).length).toBe(2);
  });

  test('keeps the positions of the log, with every event', async () => {
    const events = await queryRows(
      place.url,
      'SELECT position, name, properties, actor FROM event ORDER BY position',
    );
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    const added = events.find(({ name }) => name === 'onUserAdded');
    expect(JSON.parse(String(added?.['properties']))).toMatchObject({
      identity: '',
      friendly_name: null,
      attributes: '{}',
      role_sid: expect.stringMatching(/^RL/),
    });
  });
});
