import { expect, test } from 'vitest';
import { matchesFilter, nameOf, parseEventFilters, subjectOf } from './filters.ts';

const event = {
  specversion: '1.0',
  id: '7',
  source: '/services/IS1',
  type: 'com.twilio.conversations.message.added',
  time: new Date(0),
  datacontenttype: 'application/json',
  data: { event_type: 'onMessageAdded', conversation_sid: 'CH1', message_sid: 'IM1', author: 'Ann' },
} as const;

test('an event is named after its type and found by any of its values, in any letter case', () => {
  expect(nameOf(event)).toBe('onMessageAdded');
  expect(subjectOf(event)).toBe('IM1');
  for (const text of ['', 'onmessage', 'ch1', 'ANN', 'IS1']) expect(matchesFilter(event, text)).toBe(true);
  expect(matchesFilter(event, 'bob')).toBe(false);
});

test('data of an unknown form is shown by its type and source', () => {
  for (const data of [null, 'text', 3, {}, { event_type: 1 }]) {
    expect(nameOf({ ...event, data })).toBe(event.type);
    expect(subjectOf({ ...event, data })).toBe(event.source);
  }
});

test('a search of an address is a text, which may be digits', () => {
  expect(parseEventFilters({ search: 17 })).toEqual({ search: '17' });
  expect(parseEventFilters({ search: '  ' })).toEqual({});
  expect(parseEventFilters({ search: ['a'] })).toEqual({});
});
