import { expect, test } from 'vitest';
import { acknowledgedId } from './acknowledgement.ts';

const id = `TM${'0123456789abcdef'.repeat(2)}`;

const frame = (header: object): Buffer => {
  const json = JSON.stringify(header);
  return Buffer.from(`TWILSOCK V3.0 ${json.length}\r\n${json}\r\n`);
};

const status = { code: 200, status: 'OK' };

test('an acknowledgement of the official client is recognized by its beginning', () => {
  const payload_type = 'application/json';
  expect(acknowledgedId(frame({ id, method: 'reply', payload_type, status, payload_size: 0 }))).toBe(id);
});

test('a frame in which the method of a reply is not the method of the frame is not an acknowledgement', () => {
  const others = [
    { id, method: 'message', http_request: { method: 'reply' } },
    { id, method: 'replying' },
    { id: `${id.slice(0, -18)}","method":"reply"`, method: 'message' },
    { id, note: 'x', method: 'reply' },
    { method: 'reply', id },
  ];
  expect(others.map((header) => acknowledgedId(frame(header)))).toEqual(others.map(() => undefined));
});

test('every beginning of an acknowledgement is ignored without an error', () => {
  const whole = frame({ id, method: 'reply', status });
  const end = whole.indexOf('"reply"') + '"reply"'.length;
  for (let length = 0; length <= end; length++)
    expect(acknowledgedId(whole.subarray(0, length))).toBeUndefined();
});
