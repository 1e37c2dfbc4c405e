import { beforeAll, describe, expect, test } from 'vitest';
import { execute } from '../../../../tests/support/engines/database-contents.ts';
import { createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { systemClock } from '../platform/clock.ts';
import { SystemRandomness } from '../platform/randomness.ts';
import { Sids } from '../platform/sids.ts';
import { openStorage } from '../storage/open.ts';
import { select } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { optional, text } from '../storage/table.ts';
import { assertNotHeld, createHold, LegalHoldError } from './legal-holds.ts';
import { notHeldSql } from './store.ts';

const now = '2024-01-01T00:00:00.000Z';

/** What a job that deletes by age may delete. */
const findFree = select(
  'test.free',
  {},
  { sid: text(), conversation_sid: optional(text()) },
  () => `SELECT sid, conversation_sid FROM media
    WHERE ${notHeldSql('media.service_id', 'media.conversation_sid')} ORDER BY sid`,
);

describe.each(engines)('what a legal hold covers on %s', (engine) => {
  let storage: Storage;
  const deps = { clock: systemClock, sids: new Sids(systemClock, new SystemRandomness()) };
  const add = (serviceSid: string, conversationSid?: string) =>
    storage.write((transaction) =>
      createHold(transaction, { accountSid: 'AC1', serviceSid, conversationSid, reason: undefined }, deps),
    );
  const free = async () => (await storage.read((reader) => reader.all(findFree, {}))).map(({ sid }) => sid);
  const isHeld = (service_id: number, conversation_sid: string | null) =>
    storage.read((reader) =>
      assertNotHeld(reader, service_id, conversation_sid).then(
        () => false,
        (error: unknown) => error instanceof LegalHoldError,
      ),
    );

  beforeAll(async () => {
    const { url } = await createDatabase(engine);
    storage = await openStorage(url);
    await execute(
      url,
      `INSERT INTO account (sid, date_created) VALUES ('AC1', '${now}');
      INSERT INTO service (sid, account_sid, friendly_name, date_created, date_updated)
        VALUES ('IS1', 'AC1', '', '${now}', '${now}'), ('IS2', 'AC1', '', '${now}', '${now}');
      INSERT INTO conversation (service_id, sid, attributes, state, date_created, date_updated, created_event,
          updated_event, event_counter)
        VALUES (1, 'CH1', '{}', 'active', '${now}', '${now}', 1, 1, 1);
      INSERT INTO media (service_id, sid, size, content_type, category, conversation_sid, date_created, date_updated,
          date_upload_updated)
        VALUES (1, 'ME1', 1, '', 'media', 'CH1', '${now}', '${now}', '${now}'),
          (1, 'ME2', 1, '', 'media', 'CH2', '${now}', '${now}', '${now}'),
          (1, 'ME3', 1, '', 'media', NULL, '${now}', '${now}', '${now}'),
          (2, 'ME4', 1, '', 'media', NULL, '${now}', '${now}', '${now}')`,
    );
    return () => storage.close();
  });

  test('a hold on a conversation covers what is in it, and one on a service everything of the service', async () => {
    expect(await free()).toEqual(['ME1', 'ME2', 'ME3', 'ME4']);
    await add('IS1', 'CH1');
    expect(await free()).toEqual(['ME2', 'ME3', 'ME4']);
    expect([await isHeld(1, 'CH1'), await isHeld(1, 'CH2'), await isHeld(1, null)]).toEqual([
      true,
      false,
      false,
    ]);
    await add('IS1');
    expect(await free()).toEqual(['ME4']);
    expect([await isHeld(1, 'CH2'), await isHeld(1, null), await isHeld(2, null)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
