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

describe('changes', () => {
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

  it('of other events there are none', () => {
    const others = preActionEvents.filter((event) => !/^on(Conversation|Message)(Add|Update)$/.test(event));
    expect(others).toHaveLength(6);
    for (const event of others) expect(answer(event, everything), event).toEqual(unchanged);
  });

  it('may come behind a byte order mark, and as escapes', () => {
    expect(answer('onMessageAdd', '\u{feff}{"body":"Gr\\u00fc\\u00dfe","subject":null}')).toEqual({
      kind: 'changed',
      changes: { body: 'Grüße' },
    });
  });
});

describe('nothing changes', () => {
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
  ])('with the body %j', (body) => {
    expect(answer('onMessageAdd', body)).toEqual(unchanged);
  });

  it('with null for a value, or an empty one that says nothing', () => {
    expect(answer('onMessageAdd', { body: null, author: '' })).toEqual(unchanged);
  });

  it('with a redirect, a body that was cut off, or no answer', () => {
    expect(answer('onMessageAdd', { body: 'B' }, 302)).toEqual(unchanged);
    expect(answer('onMessageAdd', { body: 'B' }, 200, false)).toEqual(unchanged);
    const failure = { kind: 'failure', failure: 'read-timeout', detail: '', durationMs: 5000 } as const;
    expect(parsePreActionResponse('onMessageAdd', failure)).toEqual(unchanged);
  });
});

it.each([400, 403, 404, 500, 503])('is rejected by %i, whatever the body', (status) => {
  expect(answer('onParticipantAdd', { body: 'B' }, status)).toEqual({ kind: 'rejected', status });
});

describe('a value that the request could not have', () => {
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

  it('is all that is ever thrown', () => {
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
