import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { field } from '../parameter.ts';
import { initialParticipant } from '../resources/conversation-with-participants.ts';
import { attributes } from './attributes.ts';
import { date } from './date.ts';
import { jsonFields } from './json-fields.ts';
import { text } from './text.ts';

const codec = jsonFields(
  {
    Name: field(text({ max: 10, tooLong: 50003 }), 'Text.', { empty: 'absent' }),
    Note: field(text({ max: 10 }), 'Text that can be removed.', { empty: 'clear' }),
    Attributes: field(attributes({ maxBytes: 100 }), 'JSON.'),
    'Place.DateOfBirth': field(date({ malformed: 50308 }), 'A date, a level down.'),
    'Place.Town': field(text({ max: 10 }), 'Text, a level down.'),
  },
  { json: ['Attributes'], malformed: 50424 },
);

const decoded = (value: unknown) => codec.decode(JSON.stringify(value), 'Thing');

function refusal(json: string): readonly [number, string] | undefined {
  try {
    codec.decode(json, 'Thing');
    return undefined;
  } catch (error) {
    // Any other error would become an internal error.
    if (!(error instanceof ApiError)) throw error;
    return [error.code, error.message];
  }
}

describe('fields as JSON', () => {
  const short = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).filter((s) => !s.includes('\0'));

  test('JSON fields decode to the encoded values', () => {
    const values = fc.record(
      {
        name: short,
        note: fc.option(short),
        attributes: fc.constantFrom('{}', ' { "a" : [1] }', 'null', '"x"'),
        placeDateOfBirth: fc.date({
          min: new Date(0),
          max: new Date('9999-01-01T00:00:00Z'),
          noInvalidDate: true,
        }),
        placeTown: short,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(codec.decode(codec.encode(value), 'Thing')).toEqual(value);
      }),
    );
  });

  test('JSON fields have names in snake case, with a nested object for a dot', () => {
    expect(
      decoded({
        name: 'a',
        note: 'b',
        attributes: '[1,  2]',
        place: { date_of_birth: '2024-05-01T12:00:00Z', town: 'c' },
      }),
    ).toEqual({
      name: 'a',
      note: 'b',
      attributes: '[1,  2]',
      placeDateOfBirth: new Date('2024-05-01T12:00:00Z'),
      placeTown: 'c',
    });
  });

  test('missing fields and null are the same; unknown keys are ignored', () => {
    expect(decoded({})).toEqual({});
    expect(decoded({ name: null, attributes: null, place: null })).toEqual({});
    expect(decoded({ Name: 'a', else: { deep: 1 }, place: { country: 2 }, constructor: 1 })).toEqual({});
    expect(codec.decode('{"__proto__":{"name":"a"},"toString":1}', 'Thing')).toEqual({});
  });

  test('an empty JSON field has the meaning of an empty form field', () => {
    expect(decoded({ name: '', note: '', place: { town: '' } })).toEqual({ note: null, placeTown: '' });
    expect(refusal('{"attributes":""}')).toEqual([50304, 'Attributes not valid JSON']);
  });

  test('JSON fields are validated by the codecs of their fields', () => {
    expect(refusal(JSON.stringify({ name: 'a'.repeat(11) }))?.[0]).toBe(50003);
    expect(refusal(JSON.stringify({ note: 'a'.repeat(11) }))).toEqual([
      20001,
      'Invalid value of parameter Thing.note: it must be text of up to 10 characters, not "aaaaaaaaaaa"',
    ]);
    expect(refusal(JSON.stringify({ name: 'a\0' }))?.[0]).toBe(20001);
    expect(refusal(JSON.stringify({ place: { date_of_birth: 'soon' } }))?.[0]).toBe(50308);
    expect(refusal(JSON.stringify({ attributes: { a: 'x'.repeat(100) } }))?.[0]).toBe(50303);
  });

  test('a field of JSON text also accepts JSON directly; other fields accept only text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
        const json = JSON.stringify(value);
        fc.pre(value !== null && typeof value !== 'string' && Buffer.byteLength(json) <= 100);
        expect(decoded({ attributes: value })).toEqual({ attributes: json });
        expect(refusal(JSON.stringify({ name: value }))?.[0]).toBe(50424);
      }),
    );
  });

  test('JSON fields never decode to a lone surrogate', () => {
    expect(codec.decode('{"name":"a\\ud83c"}', 'Thing')).toEqual({ name: 'a\ufffd' });
    expect(codec.decode('{"name":"\\ud83c\\udf75"}', 'Thing')).toEqual({ name: '🍵' });
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '[{}]',
    '"a"',
    '1',
    '{"place":"here"}',
    '{"place":[]}',
    '{"name":1}',
    '{"name":{}}',
    `{"attributes":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
  ])('JSON that does not describe the fields is rejected: %.20s', (json) => {
    expect(refusal(json)?.[0]).toBeOneOf([50424, 50303]);
  });

  test('decoding JSON fields throws only errors of the catalogue', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (json) => {
        refusal(json);
      }),
    );
  });
});

test('an initial participant has the fields of any participant', () => {
  const participant = {
    identity: 'alice',
    attributes: { role: 'guest' },
    role_sid: `RL${'a'.repeat(32)}`,
    messaging_binding: {
      address: '+15550100',
      proxy_address: '+15550199',
      proxy_address_fallback: '+15550198',
      projected_address: '+15550197',
    },
    date_created: '2024-05-01T12:00:00+02:00',
    date_updated: '2024-05-02T12:00:00Z',
  };
  expect(initialParticipant.decode(JSON.stringify(participant), 'Participant')).toEqual({
    identity: 'alice',
    attributes: '{"role":"guest"}',
    roleSid: participant.role_sid,
    messagingBindingAddress: '+15550100',
    messagingBindingProxyAddress: '+15550199',
    messagingBindingProxyAddressFallback: '+15550198',
    messagingBindingProjectedAddress: '+15550197',
    dateCreated: new Date('2024-05-01T10:00:00Z'),
    dateUpdated: new Date('2024-05-02T12:00:00Z'),
  });
});
