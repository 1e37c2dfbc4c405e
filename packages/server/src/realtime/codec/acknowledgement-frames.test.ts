import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientFrame } from '../../../../../tests/support/realtime/raw-socket.ts';
import { frameBytes } from '../../../../../tests/support/realtime/session-client.ts';
import { countAcknowledgements } from './acknowledgement-frames.ts';

const id = `TM${'0123456789abcdef'.repeat(2)}`;

const acknowledgement = frameBytes({
  id,
  method: 'reply',
  payload_type: 'application/json',
  status: { code: 200, status: 'OK' },
});
const short = frameBytes({ id, method: 'reply' });
const request = frameBytes({ id, method: 'message', http_request: { method: 'reply' } });

const masks = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });

test('whole acknowledgements are counted, whatever their masks', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(acknowledgement, short), masks)), (each) => {
      const bytes = Buffer.concat(each.map(([payload, mask]) => clientFrame(payload, { mask })));
      expect(countAcknowledgements(bytes)).toBe(each.length);
    }),
  );
});

test('nothing is counted when the last acknowledgement is cut, wherever that is', () => {
  const whole = clientFrame(acknowledgement, { mask: [1, 2, 3, 4] });
  for (let length = 1; length < whole.length; length++)
    expect(countAcknowledgements(Buffer.concat([whole, whole.subarray(0, length)]))).toBe(0);
});

test.each([
  ['a request follows', Buffer.concat([clientFrame(acknowledgement), clientFrame(request)])],
  ['a request comes before', Buffer.concat([clientFrame(request), clientFrame(acknowledgement)])],
  ['it is a text', clientFrame(acknowledgement, { opcode: 'text' })],
  ['it is the first of two fragments', clientFrame(acknowledgement, { final: false })],
  [
    'it is said to be compressed',
    Buffer.concat([Buffer.from([0xc2]), clientFrame(acknowledgement).subarray(1)]),
  ],
  ['it has no mask', Buffer.concat([Buffer.from([0x82, short.length]), short])],
  ['it is empty', clientFrame(Buffer.alloc(0))],
])('nothing is counted if %s', (_, bytes) => {
  expect(countAcknowledgements(bytes)).toBe(0);
});

test('any bytes are read without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(255), (bytes, at, byte) => {
      countAcknowledgements(Buffer.from(bytes));
      const changed = clientFrame(acknowledgement, { mask: [9, 8, 7, 6] });
      changed[at % changed.length] = byte;
      countAcknowledgements(changed);
    }),
  );
});
