import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../../tests/support/engines/databases.ts';
import {
  conversation,
  createImportWorld,
  dates,
  member,
  message,
  record,
  records,
  role,
  sid,
} from '../../test/import-world.ts';

describe.each(engines)('an import on %s', async (engine) => {
  const { folder, imports, numbersOf } = await createImportWorld(engine);
  beforeAll(async () => {
    const elsewhere = record('conversations', {
      sid: sid('CH', 2),
      state: 'closed',
      attributes: '{}',
      ...dates,
    });
    expect((await imports([...records, elsewhere])).problems).toEqual([]);
  });

  it('reports objects that contradict the schema, and imports the others', async () => {
    const { problems, counts } = await imports([
      record('roles', { sid: 'RL1', friendly_name: 'x', type: 'service', permissions: '[]', ...dates }),
      record('roles', { ...role(4, 'service').values, friendly_name: 'a\0b' }),
      role(3, 'conversation'),
      member(9, { identity: 'nobody' }),
      record('webhooks', { sid: sid('WH', 1), conversation_sid: sid('CH', 9), target: 'webhook', ...dates }),
    ]);
    expect(problems).toEqual([
      'RL1: sid cannot be "RL1"',
      `${sid('RL', 4)}: friendly_name cannot be "a\\u0000b"`,
      `${sid('MB', 9)}: its user has not been imported`,
      `${sid('WH', 1)}: its conversation has not been imported`,
    ]);
    expect(counts.roles).toEqual({ created: 1, updated: 0, unchanged: 0 });
  });

  it('reports an object whose name or index another one has, and imports the others', async () => {
    const before = await numbersOf();
    const room = (number: number, unique_name: string) =>
      record('conversations', {
        sid: sid('CH', number),
        unique_name,
        state: 'closed',
        attributes: '{}',
        ...dates,
      });
    const alice = { identity: 'alice', attributes: '{}', role_sid: sid('RL', 1), ...dates };
    const { problems, counts } = await imports([
      record('users', { sid: sid('US', 8), ...alice }),
      room(2, 'order-1'),
      room(8, 'twice'),
      room(9, 'twice'),
      member(8, { identity: 'alice', role_sid: sid('RL', 2) }),
      { ...message(3, ''), values: { ...message(3, 'other').values, sid: sid('IM', 8) } },
    ]);
    expect(problems).toEqual([
      `${sid('US', 8)}: ${sid('US', 1)} has identity alice in the target`,
      `${sid('CH', 2)}: ${conversation} has unique_name order-1 in the target`,
      `${sid('CH', 9)}: ${sid('CH', 8)} has unique_name twice in the target`,
      `${sid('MB', 8)}: ${sid('MB', 1)} has conversation_sid ${conversation}, identity alice in the target`,
      `${sid('IM', 8)}: ${sid('IM', 3)} has conversation_sid ${conversation}, message_index 3 in the target`,
    ]);
    expect(counts).toEqual({ conversations: { created: 1, updated: 0, unchanged: 0 } });
    const after = await numbersOf();
    expect(after.events).toBe(before.events + 1);
    expect(after.conversations).toEqual([
      ...before.conversations,
      expect.objectContaining({ sid: sid('CH', 8) }),
    ]);
  });

  it('reports an object that the target has in another conversation, and moves nothing', async () => {
    const before = await numbersOf();
    const elsewhere = { conversation_sid: sid('CH', 2) };
    const { problems } = await imports([
      member(1, { identity: 'alice', role_sid: sid('RL', 2), ...elsewhere }),
      { ...message(7, ''), values: { ...message(7, 'later').values, ...elsewhere } },
    ]);
    const moved = `conversation_sid is "${conversation}" in the target, not "${sid('CH', 2)}"`;
    expect(problems).toEqual([`${sid('MB', 1)}: ${moved}`, `${sid('IM', 7)}: ${moved}`]);
    expect(await numbersOf()).toEqual(before);
  });

  it('stores content only under SIDs of media that no other service has', async () => {
    const other = sid('IS', 2);
    const media = (value: string) => ({
      ...record('media', {
        sid: value,
        size: 5,
        content_type: 'text/plain',
        category: 'media',
        date_upload_updated: dates.date_updated,
        ...dates,
      }),
      serviceSid: other,
    });
    const roles = {
      default_conversation_creator_role_sid: sid('RL', 2),
      default_conversation_role_sid: sid('RL', 2),
      default_chat_service_role_sid: sid('RL', 1),
    };
    const traversing = '/../../escaped';
    const { problems, counts } = await imports([
      record('services', { sid: other, friendly_name: 'Other', ...roles, ...dates }),
      media(traversing),
      media(sid('ME', 1)),
      media(sid('ME', 2)),
    ]);
    expect(problems).toEqual([
      `${traversing}: this is not a SID of media`,
      `${sid('ME', 1)}: another service of the target has media with this SID`,
    ]);
    expect(counts.media).toEqual({ created: 1, updated: 0, unchanged: 0 });
    expect(existsSync(join(folder, '..', 'escaped'))).toBe(false);
  });

  it('ends content that is longer than its source says', async () => {
    const { problems } = await imports([
      record('media', {
        sid: sid('ME', 3),
        size: 2,
        content_type: 'text/plain',
        category: 'media',
        date_upload_updated: dates.date_updated,
        ...dates,
      }),
    ]);
    expect(problems).toEqual([`${sid('ME', 3)}: its content has 5 bytes, not 2`]);
  });
});
