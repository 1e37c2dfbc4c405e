import { expect, test } from 'vitest';
import { encodeNotification } from './notification.ts';
import { encodeBinaryMessage, encodePong } from './websocket-frame.ts';

test.each([
  [0, '8200'],
  [125, '827d'],
  [126, '827e007e'],
  [65_535, '827effff'],
  [65_536, '827f0000000000010000'],
])('a message of %i bytes begins with its length', (length, header) => {
  const payload = Buffer.alloc(length, 7);
  expect(encodeBinaryMessage(payload).equals(Buffer.concat([Buffer.from(header, 'hex'), payload]))).toBe(
    true,
  );
});

test('a pong has the bytes of the ping', () => {
  expect(encodePong(Buffer.from('abc')).toString('hex')).toBe('8a03616263');
});

test('a notification has the type, and an id of its own', () => {
  const [first, second] = [1, 2].map((n) => encodeNotification('a.type', `{"n":${n}}`).toString());
  expect(first).toMatch(
    /TWILSOCK V3\.0 \d+\r\n{"method":"notification","id":"TM\w{32}","message_type":"a\.type",.*}\r\n{"n":1}\r\n$/,
  );
  expect(second).not.toContain(/"id":"\w+"/.exec(first ?? '')?.[0]);
});
