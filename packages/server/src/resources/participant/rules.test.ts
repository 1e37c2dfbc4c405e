import { ApiError, channelOf } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  create,
  horizonAfter,
  isGroupMember,
  isNonChat,
  type NewParticipant,
  type ParticipantChange,
  update,
} from './rules.ts';
import type { ParticipantRow } from './store.ts';

const start = Date.parse('2024-05-01T12:00:00Z');
const later = start + 1000;
const context = {
  serviceId: 1,
  conversationSid: `CH${'0'.repeat(32)}`,
  sid: `MB${'0'.repeat(32)}`,
  roleSid: `RL${'0'.repeat(32)}`,
};

/** An optional setting: absent, or one of these. */
const maybe = <Value>(...values: readonly Value[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });
const given = <T extends object>(all: T): T =>
  // Absent is not the same as undefined to the types of parameters.
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;

const addresses = [
  '+15550100',
  '+15550101',
  'whatsapp:+15550100',
  'rcs:a',
  'rcs:b',
  'messenger:1',
  'ann@example.com',
  'urn:mbid:a',
  'urn:mbid:b',
];

const settings = fc
  .record({
    identity: maybe('Ann', 'Ben'),
    messagingBindingAddress: maybe(...addresses),
    messagingBindingProxyAddress: maybe(...addresses),
    messagingBindingProxyAddressFallback: maybe('+15550102'),
    messagingBindingProjectedAddress: maybe('+15550103', 'ann@example.com'),
    messagingBindingType: maybe('sms', 'email'),
    messagingBindingLevel: maybe('to', 'cc'),
    messagingBindingName: maybe('Ann'),
    attributes: maybe('{}', '[1]'),
    dateCreated: maybe(new Date('2020-01-01T00:00:00.500Z')),
    dateUpdated: maybe(new Date('2021-01-01T00:00:00Z')),
  })
  .map((all) => given(all) as NewParticipant);

const changes = fc
  .record({
    identity: maybe('Ann', 'Ben'),
    messagingBindingProxyAddress: maybe(...addresses, null),
    messagingBindingProjectedAddress: maybe('+15550103', '+15550104', 'ann@example.com', null),
    attributes: maybe('{}', '[1]'),
    dateCreated: maybe(new Date('2020-01-01T00:00:00.500Z')),
    dateUpdated: maybe(new Date('2021-01-01T00:00:00Z')),
    lastReadMessageIndex: maybe(0, 7, null),
    lastReadTimestamp: maybe(new Date('2022-01-01T00:00:00Z'), null),
  })
  .map((all) => given(all) as ParticipantChange);

const created = (form: NewParticipant): ParticipantRow => ({
  ...create(form, context, start),
  user_sid: null,
  created_event: 1,
  updated_event: 1,
});

/** The result, or the code of the error. */
function outcome(decide: () => ParticipantRow): ParticipantRow | number {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.code;
  }
}

const looked = { roleSid: undefined, userSid: undefined };

/** Expects what holds of everybody in a conversation. */
function expectSound(row: ParticipantRow): void {
  const {
    identity,
    messaging_binding_type: type,
    messaging_binding_address: address,
    messaging_binding_proxy_address: proxy,
    messaging_binding_projected_address: projected,
  } = row;
  // Somebody is known by an identity, an address, or an address that is shown, and no two addresses.
  expect(identity !== null || address !== null || projected !== null).toBe(true);
  expect(address === null || (identity === null && projected === null)).toBe(true);
  expect(proxy === null || address !== null).toBe(true);
  expect(type === null).toBe(address === null && projected === null);
  if (address !== null) expect(type).toBe(channelOf(address));
  if (proxy !== null) expect(channelOf(proxy)).toBe(type);
  expect(proxy === null || proxy !== address).toBe(true);
  expect(isNonChat(row)).toBe(address !== null);
  if (projected !== null) expect([channelOf(projected), isGroupMember(row)]).toEqual(['sms', true]);
  const { messaging_binding_level: level, messaging_binding_name: name } = row;
  if (type === 'email') expect(proxy).toBeNull();
  else expect([level, name]).toEqual([null, null]);
}

const validForms: readonly NewParticipant[] = [
  { identity: 'Ann' },
  { identity: 'Ann', messagingBindingProjectedAddress: '+15550103' },
  { messagingBindingProjectedAddress: '+15550103' },
  { messagingBindingAddress: '+15550100' },
  { messagingBindingAddress: '+15550100', messagingBindingProxyAddress: '+15550101' },
  {
    messagingBindingAddress: 'rcs:a',
    messagingBindingProxyAddress: 'rcs:b',
    messagingBindingProxyAddressFallback: '+15550102',
  },
  { messagingBindingAddress: 'ann@example.com', messagingBindingType: 'email', messagingBindingLevel: 'cc' },
  { messagingBindingAddress: 'urn:mbid:a', messagingBindingProxyAddress: 'urn:mbid:b' },
];

describe('a new participant', () => {
  test('is rejected, or has a valid combination of identity and addresses', () => {
    fc.assert(
      fc.property(settings, (form) => {
        const row = outcome(() => created(form));
        if (typeof row === 'number') {
          expect([50204, 50211, 50407, 50409, 50411, 50412, 50414, 50420, 50453]).toContain(row);
          return;
        }
        expectSound(row);
        expect(row.role_sid === null).toBe(isGroupMember(row) && isNonChat(row));
        expect(row.date_updated).toBe((form.dateUpdated ?? new Date(start)).toISOString());
        expect(row.last_read_message_index).toBeNull();
      }),
    );
  });

  test('is valid with an identity, an SMS address or another address', () => {
    for (const form of validForms) expectSound(created(form));
  });
});

describe('an update of a participant', () => {
  const rows = fc.constantFrom(...validForms.map(created));

  test('is rejected, or leaves a valid combination of identity and addresses', () => {
    fc.assert(
      fc.property(rows, fc.array(changes, { maxLength: 4 }), (first, wanted) => {
        let row = first;
        for (const change of wanted) {
          const after = outcome(() => update(row, change, looked, later));
          if (typeof after === 'number') {
            expect([50407, 50409, 50412, 50414, 50440, 50441, 50442, 50443, 50444, 50453]).toContain(after);
            continue;
          }
          expectSound(after);
          expect(after.sid).toBe(first.sid);
          expect(after.messaging_binding_address).toBe(first.messaging_binding_address);
          if (row.identity !== null) expect(after.identity).toBe(row.identity);
          row = after;
        }
      }),
    );
  });

  test('changes nothing when it is repeated, or is rejected because it was made before', () => {
    fc.assert(
      fc.property(rows, changes, (row, change) => {
        const once = outcome(() => update(row, change, looked, later));
        if (typeof once === 'number') return;
        const again = outcome(() => update(once, change, looked, later + 1000));
        // What has been set or removed cannot be set or removed again.
        if (typeof again === 'number') expect([50440, 50441, 50442, 50443, 50444]).toContain(again);
        else expect(again).toBe(once);
      }),
    );
  });

  test('sets the date when it changes something and has no date of its own', () => {
    fc.assert(
      fc.property(rows, changes, (row, change) => {
        const after = outcome(() => update(row, change, looked, later));
        if (typeof after === 'number' || after === row) return;
        expect(after.date_updated).toBe((change.dateUpdated ?? new Date(later)).toISOString());
      }),
    );
  });
});

describe('the read horizon', () => {
  const unread = { last_read_message_index: null, last_read_timestamp: null };
  const [now, then] = ['2024-05-01T12:00:00.000Z', '2022-01-01T00:00:00.000Z'];
  const seven = { last_read_message_index: 7, last_read_timestamp: then };

  test.each([
    ['nothing', unread, {}, unread],
    ['nothing, after some', seven, {}, seven],
    [
      'an index',
      unread,
      { lastReadMessageIndex: 0 },
      { last_read_message_index: 0, last_read_timestamp: now },
    ],
    ['the same index', seven, { lastReadMessageIndex: 7 }, seven],
    [
      'a lower index',
      seven,
      { lastReadMessageIndex: 3 },
      { last_read_message_index: 3, last_read_timestamp: now },
    ],
    ['no index any more', seven, { lastReadMessageIndex: null }, unread],
    [
      'no index any more, at a time',
      seven,
      { lastReadMessageIndex: null, lastReadTimestamp: new Date(now) },
      { last_read_message_index: null, last_read_timestamp: now },
    ],
    [
      'a time alone',
      seven,
      { lastReadTimestamp: new Date(now) },
      { last_read_message_index: 7, last_read_timestamp: now },
    ],
    [
      'no time any more',
      seven,
      { lastReadTimestamp: null },
      { last_read_message_index: 7, last_read_timestamp: null },
    ],
    [
      'both',
      unread,
      { lastReadMessageIndex: 1, lastReadTimestamp: new Date(then) },
      { last_read_message_index: 1, last_read_timestamp: then },
    ],
  ])('given %s', (_, before, change, after) => {
    expect(horizonAfter(before, change, start)).toEqual(after);
  });
});
