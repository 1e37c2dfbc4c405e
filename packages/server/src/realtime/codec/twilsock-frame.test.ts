import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from './twilsock-frame.ts';

/** A frame as another implementation writes it. */
const frame = (header: string, rest = '', first = `TWILSOCK V3.0 ${Buffer.byteLength(header)}`) =>
  Buffer.from(`${first}\r\n${header}\r\n${rest}`);

const text = fc.string({ unit: 'grapheme' });
const headers = fc.record({ method: text, id: fc.string({ maxLength: 40 }), extra: fc.jsonValue() });

describe('a frame', () => {
  test('is decoded to what was encoded, whatever text it contains', () => {
    fc.assert(
      fc.property(headers, fc.json(), (header, payload) => {
        const decoded = decodeFrame(encodeFrame(header, payload));
        expect(decoded?.payload).toBe(payload);
        expect(decoded?.header).toMatchObject(JSON.parse(JSON.stringify(header)));
      }),
    );
  });

  test('that is not complete is not decoded, wherever it is cut', () => {
    fc.assert(
      fc.property(headers, fc.json(), fc.nat(), (header, payload, at) => {
        const bytes = encodeFrame(header, payload);
        const withoutLineEnd = bytes.length - 2;
        expect(decodeFrame(bytes.subarray(0, at % withoutLineEnd))).toBeUndefined();
      }),
    );
  });

  test('of any bytes is decoded or refused without an error', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const nearlyValid = fc
      .tuple(fc.nat({ max: 99 }), bytes)
      .map(([size, rest]) => Buffer.concat([Buffer.from(`TWILSOCK V3.0 ${size}\r\n`), rest]));
    const changed = fc
      .tuple(headers, fc.json(), fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([header, payload, at, byte]) => {
        const valid = encodeFrame(header, payload);
        valid[at % valid.length] = byte;
        return valid;
      });
    fc.assert(fc.property(fc.oneof(bytes, nearlyValid, changed), (each) => void decodeFrame(each)));
  });

  test('counts bytes, not characters', () => {
    const encoded = encodeFrame({ method: 'reply', id: 'ü' }, '"日本"');
    expect(encoded.toString()).toBe(
      'TWILSOCK V3.0 45\r\n{"method":"reply","id":"ü","payload_size":8}\r\n"日本"\r\n',
    );
  });

  test.each([
    ['without a payload size', frame('{"method":"init","id":"a"}'), ''],
    ['without the line break after its header', frame('{"method":"init","id":"a"}').subarray(0, -2), ''],
    ['with spaces in its JSON', frame('{ "id": "a",\n "method": "init" }'), ''],
    [
      'with a line break after its payload',
      frame('{"method":"m","id":"a","payload_size":2}', '{}\r\n'),
      '{}',
    ],
    ['with more after its payload', frame('{"method":"m","id":"a","payload_size":2}', '{}{}'), '{}'],
  ])('%s is decoded', (_, bytes, payload) => {
    expect(decodeFrame(bytes)).toMatchObject({ header: { id: 'a' }, payload });
  });

  const valid = '{"method":"m","id":"a"}';
  test.each([
    ['that is empty', Buffer.alloc(0)],
    ['of another protocol', frame(valid, '', `HTTPSOCK V3.0 ${valid.length}`)],
    ['of another version', frame(valid, '', `TWILSOCK V4.0 ${valid.length}`)],
    ['with two spaces', frame(valid, '', `TWILSOCK  V3.0 ${valid.length}`)],
    ['with a negative size', frame(valid, '', 'TWILSOCK V3.0 -5')],
    ['with a huge size', frame(valid, '', 'TWILSOCK V3.0 99999999')],
    ['with a size that has no end', Buffer.from(`TWILSOCK V3.0 ${'9'.repeat(5000)}`)],
    ['whose header is an array', frame('[]')],
    ['whose header is null', frame('null')],
    ['without a method', frame('{"id":"a"}')],
    ['without an id', frame('{"method":"m"}')],
    ['with a long id', frame(`{"method":"m","id":"${'a'.repeat(129)}"}`)],
    ['with a payload that is too short', frame('{"method":"m","id":"a","payload_size":3}', '{}')],
    ['with a negative payload size', frame('{"method":"m","id":"a","payload_size":-1}', '{}')],
    ['with a payload size that is text', frame('{"method":"m","id":"a","payload_size":"2"}', '{}')],
    ['with a payload size that is a fraction', frame('{"method":"m","id":"a","payload_size":1.5}', '{}')],
    [
      'with a payload that is not UTF-8',
      Buffer.concat([frame('{"method":"m","id":"a","payload_size":1}'), Buffer.from([0xff])]),
    ],
  ])('%s is refused', (_, bytes) => {
    expect(decodeFrame(bytes)).toBeUndefined();
  });
});
