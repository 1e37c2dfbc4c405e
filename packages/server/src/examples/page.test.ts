import { describe, expect, test } from 'vitest';
import {
  describeConnection,
  describeTyping,
  formatSize,
  formatTime,
  unreadCount,
} from '../../examples/chat/format.js';
import { readersByIndex } from '../../examples/chat/receipts.js';
import { socketUri } from '../../examples/chat/socket-uri.js';
import { identityOf } from '../../examples/chat/tokens.js';

/* The modules of the example page that need no browser. */

test.each([
  ['http://127.0.0.1:8080/examples/chat/', 'ws://127.0.0.1:8080/v3/wsconnect'],
  ['https://chat.example/examples/chat/', 'wss://chat.example/v3/wsconnect'],
  ['https://chat.example/below/a/path/examples/chat/', 'wss://chat.example/below/a/path/v3/wsconnect'],
  ['http://[::1]:8080/examples/chat/?x=1', 'ws://[::1]:8080/v3/wsconnect'],
])('the page at %s uses the socket at %s', (page, socket) => {
  expect(socketUri(page)).toBe(socket);
});

describe('the identity of a token', () => {
  const tokenOf = (claims: unknown) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  test.each(['alice', 'älice ✓', 'a?>~~~>'])('%s is read from its claims', (identity) => {
    expect(identityOf(tokenOf({ grants: { identity } }))).toBe(identity);
  });

  test.each(['', 'a.b.c', 'a', tokenOf({}), tokenOf({ grants: {} }), tokenOf({ grants: { identity: 7 } })])(
    '%j has none',
    (text) => {
      expect(identityOf(text)).toBeUndefined();
    },
  );
});

test.each([
  [undefined, null, 0],
  [{ index: 0 }, null, 1],
  [{ index: 4 }, 4, 0],
  [{ index: 4 }, 1, 3],
  // The last message was deleted after it had been read.
  [{ index: 2 }, 4, 0],
])(
  'with the last message %j and the read horizon %j, %d messages are unread',
  (lastMessage, lastReadMessageIndex, count) => {
    expect(unreadCount({ lastMessage, lastReadMessageIndex })).toBe(count);
  },
);

test('each reader is shown at the last message that they have read and that still exists', () => {
  const participants = [
    { identity: 'alice', lastReadMessageIndex: 9 },
    { identity: 'bob', lastReadMessageIndex: 3 },
    { identity: 'carol', lastReadMessageIndex: 5 },
    { identity: 'dave', lastReadMessageIndex: null },
    { identity: 'erin', lastReadMessageIndex: 1 },
    { identity: null, lastReadMessageIndex: 5 },
  ];
  const messages = [2, 3, 5].map((index) => ({ index, author: 'alice' }));
  const readers = readersByIndex(participants, messages, 'alice');
  expect(Object.fromEntries(readers)).toEqual({ 3: ['bob'], 5: ['carol'] });
});

test('nobody is shown as the reader of a message of their own', () => {
  const participants = ['bob', 'carol'].map((identity) => ({ identity, lastReadMessageIndex: 1 }));
  const messages = [
    { index: 0, author: 'alice' },
    { index: 1, author: 'bob' },
  ];
  expect(Object.fromEntries(readersByIndex(participants, messages, 'alice'))).toEqual({ 1: ['carol'] });
});

test.each([
  ['connecting', false, 'connecting …'],
  ['connecting', true, 'reconnecting …'],
  ['connected', true, 'connected'],
  ['denied', false, 'refused'],
])('the state %s of a connection that was open before (%j) is shown as %s', (state, hasConnected, text) => {
  expect(describeConnection(state, hasConnected)).toBe(text);
});

test.each([
  [[], ''],
  [['alice'], 'alice is typing …'],
  [['alice', 'bob'], 'alice and bob are typing …'],
  [['alice', 'bob', 'carol'], '3 people are typing …'],
])('while %j are typing, the page says %j', (names, text) => {
  expect(describeTyping(names)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 KB'],
  [150_000, '150 KB'],
  [2_500_000, '2.5 MB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test('the time of a message has a date unless it is of today', () => {
  const now = new Date(2024, 4, 2, 12);
  expect(formatTime(new Date(2024, 4, 2, 9, 5), now)).toMatch(/^0?9:05/);
  const yesterday = new Date(2024, 4, 1, 9, 5);
  expect(formatTime(yesterday, now)).toContain(yesterday.toLocaleDateString());
});
