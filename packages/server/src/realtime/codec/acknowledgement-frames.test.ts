import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countAcknowledgements } from './acknowledgement-frames.ts';

const id = `TM${'0123456789abcdef'.repeat(2)}`;

const twilsockFrame = (header: object): Buffer => {
  const json = JSON.stringify(header);
  return Buffer.from(`TWILSOCK V3.0 ${json.length}\r\n${json}\r\n`);
};

const acknowledgement = twilsockFrame({
  id,
  method: 'reply',
  payload_type: 'application/json',
  status: { code: 200, status: 'OK' },
  payload_size: 0,
});
const short = twilsockFrame({ id, method: 'reply' });
const request = twilsockFrame({ id, method: 'message', http_request: { method: 'reply' } });

const noMask = [0, 0, 0, 0];

/** A WebSocket frame of a client. */
function frame(payload: Buffer, mask: readonly number[] = noMask, first = 0x82): Buffer {
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.from([first, ...length, ...mask, ...masked]);
}

const masks = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });

test('whole acknowledgements are counted, whatever their masks', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(acknowledgement, short), masks)), (each) => {
      const bytes = Buffer.concat(each.map(([payload, mask]) => frame(payload, mask)));
      expect(countAcknowledgements(bytes)).toBe(each.length);
    }),
  );
});

test('nothing is counted when the last acknowledgement is cut, wherever that is', () => {
  const whole = frame(acknowledgement, [1, 2, 3, 4]);
  for (let length = 1; length < whole.length; length++)
    expect(countAcknowledgements(Buffer.concat([whole, whole.subarray(0, length)]))).toBe(0);
});

test.each([
  ['a request follows', Buffer.concat([frame(acknowledgement), frame(request)])],
  ['a request comes before', Buffer.concat([frame(request), frame(acknowledgement)])],
  ['it is a text', frame(acknowledgement, noMask, 0x81)],
  ['it is the first of two fragments', frame(acknowledgement, noMask, 0x02)],
  ['it is said to be compressed', frame(acknowledgement, noMask, 0xc2)],
  ['it has no mask', Buffer.concat([Buffer.from([0x82, short.length]), short])],
  ['it is empty', frame(Buffer.alloc(0))],
])('nothing is counted if %s', (_, bytes) => {
  expect(countAcknowledgements(bytes)).toBe(0);
});

test('any bytes are read without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(255), (bytes, at, byte) => {
      countAcknowledgements(Buffer.from(bytes));
      const changed = frame(acknowledgement, [9, 8, 7, 6]);
      changed[at % changed.length] = byte;
      countAcknowledgements(changed);
    }),
  );
});
