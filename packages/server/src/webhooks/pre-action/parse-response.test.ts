import { ApiError, type PreActionEvent, preActionEvents } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePreActionResponse } from './parse-response.ts';

const answer = (event: PreActionEvent, body: unknown, status = 200, isComplete = true) =>
  parsePreActionResponse(event, {
    kind: 'reply',
    status,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    isComplete,
    durationMs: 1,
  });

const unchanged = { kind: 'unchanged' };

describe('a response with changes', () => {
  const everything = { friendly_name: 'F', unique_name: 'U', attributes: '{"a":1}', body: 'B', author: 'A' };

  it.each([
    ['onConversationAdd', { friendlyName: 'F', attributes: '{"a":1}' }],
    ['onConversationUpdate', { friendlyName: 'F' }],
    ['onMessageAdd', { body: 'B', author: 'A', attributes: '{"a":1}' }],
    ['onMessageUpdate', { body: 'B', author: 'A', attributes: '{"a":1}' }],
  ] as const)('of %s are those that it allows', (event, changes) => {
    expect(answer(event, everything)).toEqual({ kind: 'changed', changes });
    expect(answer(event, everything, 202)).toEqual({ kind: 'changed', changes });
  });

  it('a response to another event changes nothing', () => {
    const others = preActionEvents.filter((event) => !/^on(Conversation|Message)(Add|Update)$/.test(event));
    expect(others).toHaveLength(6);
    for (const event of others) expect(answer(event, everything), event).toEqual(unchanged);
  });

  it('a byte order mark and escapes are accepted', () => {
    expect(answer('onMessageAdd', '\u{feff}{"body":"Gr\\u00fc\\u00dfe","subject":null}')).toEqual({
      kind: 'changed',
      changes: { body: 'Grüße' },
    });
  });
});

it('lone surrogates in a response are replaced, since not every database can store them', () => {
  expect(answer('onMessageAdd', '{"body":"a\\ud800b","author":"\\udc00"}')).toEqual({
    kind: 'changed',
    changes: { body: 'a\ufffdb', author: '\ufffd' },
  });
});

describe('a response without changes', () => {
  it.each([
    '',
    '{}',
    ' ',
    'OK',
    '<Response/>',
    '[]',
    '["body"]',
    '"body"',
    'null',
    '1',
    '{"body":',
    '{"__proto__":{"body":"x"}}',
  ])('the body %j changes nothing', (body) => {
    expect(answer('onMessageAdd', body)).toEqual(unchanged);
  });

  it('null and empty values change nothing', () => {
    expect(answer('onMessageAdd', { body: null, author: '' })).toEqual(unchanged);
  });

  it('a truncated body and a missing reply change nothing', () => {
    expect(answer('onMessageAdd', { body: 'B' }, 200, false)).toEqual(unchanged);
    const failure = { kind: 'failure', failure: 'read-timeout', detail: '', durationMs: 5000 } as const;
    expect(parsePreActionResponse('onMessageAdd', failure)).toEqual(unchanged);
  });
});

it.each([300, 302, 304, 307, 399, 400, 403, 404, 500, 503])(
  'status %i rejects the change, whatever the body is',
  (status) => {
    expect(answer('onParticipantAdd', { body: 'B' }, status)).toEqual({ kind: 'rejected', status });
  },
);

describe('an invalid value', () => {
  it.each([
    ['onMessageAdd', { body: 'x'.repeat(32_769) }, 50504],
    ['onMessageUpdate', { author: 'x'.repeat(257) }, 50310],
    ['onMessageAdd', { attributes: '{' }, 50304],
    ['onMessageAdd', { attributes: `"${'x'.repeat(4096)}"` }, 50303],
    ['onConversationUpdate', { friendly_name: 'x'.repeat(257) }, 50003],
    ['onConversationAdd', { attributes: { a: 1 } }, 20001],
    ['onMessageAdd', { body: 5 }, 20001],
  ] as const)('fails %s', (event, body, code) => {
    expect(() => answer(event, body)).toThrow(expect.objectContaining({ code }));
  });

  it('no other response throws an error', () => {
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.object({ key: fc.constantFrom('body', 'author') }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...preActionEvents), body, (event, given) => {
        try {
          return ['unchanged', 'changed'].includes(answer(event, given).kind);
        } catch (error) {
          return error instanceof ApiError;
        }
      }),
    );
  });
});
