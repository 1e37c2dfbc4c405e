import fc from 'fast-check';
import { expect, test } from 'vitest';
import { create, remove, update } from './rules.ts';

const start = Date.parse('2024-05-01T12:00:00Z');
const later = start + 1000;
const context = { serviceId: 1, sid: `US${'0'.repeat(32)}`, identity: 'Ann', roleSid: 'RL0' };

const settings = fc
  .record({
    friendlyName: fc.option(fc.constantFrom('a', 'b', null), { nil: undefined }),
    attributes: fc.option(fc.constantFrom('{}', '[1]'), { nil: undefined }),
  })
  .map(({ friendlyName, attributes }) => ({
    ...(friendlyName !== undefined && { friendlyName }),
    ...(attributes !== undefined && { attributes }),
  }));
const roles = fc.option(fc.constantFrom('RL0', 'RL1'), { nil: undefined });

test('a new user has the number of its creation event', () => {
  const { user, events } = create({ friendlyName: null }, context, start);
  expect(user).toMatchObject({
    identity: 'Ann',
    friendly_name: null,
    attributes: '{}',
    role_sid: 'RL0',
    is_online: null,
    is_notifiable: null,
    date_updated: user.date_created,
  });
  expect([user.created_event, user.updated_event, user.event_counter]).toEqual([1, 1, 1]);
  expect(events.map(({ name }) => name)).toEqual(['onUserAdded']);
});

test('an update counts one event, or none when it changes nothing', () => {
  fc.assert(
    fc.property(settings, settings, roles, (first, wanted, role) => {
      const before = create(first, context, start).user;
      const { user, events } = update(before, wanted, role, later);
      if (wanted.friendlyName !== undefined) expect(user.friendly_name).toBe(wanted.friendlyName);
      if (wanted.attributes !== undefined) expect(user.attributes).toBe(wanted.attributes);
      if (role !== undefined) expect(user.role_sid).toBe(role);
      expect([user.sid, user.identity, user.date_created]).toEqual([
        before.sid,
        before.identity,
        before.date_created,
      ]);
      if (events.length === 0) expect(user).toBe(before);
      else {
        expect(events.map(({ name }) => name)).toEqual(['onUserUpdated']);
        expect([user.updated_event, user.event_counter]).toEqual([2, 2]);
        expect(user.date_updated).toBe(new Date(later).toISOString());
      }
      expect(update(user, wanted, role, later + 1000)).toEqual({ user, events: [] });
    }),
  );
});

test('the deletion is the last event', () => {
  const { user, events } = remove(create({}, context, start).user, later);
  expect(user.event_counter).toBe(2);
  expect(events.map(({ name }) => name)).toEqual(['onUserRemoved']);
});
