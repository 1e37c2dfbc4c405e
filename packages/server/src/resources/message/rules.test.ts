import { ApiError } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertTemplate, create, type MessageChange, type NewMessage, update } from './rules.ts';

const start = Date.parse('2024-05-01T12:00:00Z');
const later = start + 1000;
const context = {
  serviceId: 1,
  conversationSid: `CH${'0'.repeat(32)}`,
  sid: `IM${'0'.repeat(32)}`,
  index: 3,
  participantSid: null,
  event: 9,
  media: null,
};
const media = '[{"sid":"ME","content_type":"text/plain"}]';
const template = `HX${'0'.repeat(32)}`;

/** The code of the error that a decision throws; undefined when it throws none. */
function refusal(decide: () => unknown): number | undefined {
  try {
    decide();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.code;
  }
}

const maybe = <Value>(...values: readonly Value[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });
const given = <T extends object>(all: T): T =>
  // Absent is not the same as undefined to the types of parameters.
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;

const changes = fc
  .record({
    author: maybe('Ann', 'Ben'),
    body: maybe('x', 'y', ''),
    attributes: maybe('{}', '[1]'),
    subject: maybe('s', null),
    dateCreated: maybe(new Date('2020-01-01T00:00:00.500Z')),
    dateUpdated: maybe(new Date('2021-01-01T00:00:00Z')),
  })
  .map((all) => given(all) as MessageChange);

describe('the content of a new message', () => {
  test.each<[expected: number | undefined, settings: NewMessage]>([
    [undefined, {}],
    [undefined, { contentSid: template }],
    [undefined, { contentSid: template, contentVariables: '{}' }],
    [50528, { contentVariables: '{}' }],
    [50528, { contentVariables: '{}', body: 'x', mediaSid: 'ME' }],
  ])('gives %s for %j', (expected, settings) => {
    expect(refusal(() => assertTemplate(settings))).toBe(expected);
  });
});

describe('a new message', () => {
  test('has the author system, the current date and no attributes by default', () => {
    const time = new Date(start).toISOString();
    expect(create({ body: 'x' }, context, start)).toMatchObject({
      author: 'system',
      body: 'x',
      attributes: '{}',
      message_index: 3,
      date_created: time,
      date_updated: time,
      created_event: 9,
      updated_event: 9,
    });
    const early = new Date('2020-01-01T00:00:00Z');
    const dated = create({ body: 'x', dateCreated: early }, context, start);
    expect([dated.date_created, dated.date_updated]).toEqual([early.toISOString(), early.toISOString()]);
  });

  test('has an empty body by default, and no body with a template', () => {
    expect(create({}, context, start)).toMatchObject({ body: '', media: null, content_sid: null });
    expect(create({ mediaSid: 'ME' }, { ...context, media }, start)).toMatchObject({ body: '', media });
    const templated = { contentSid: template, body: 'ignored', mediaSid: 'ME' };
    expect(create(templated, { ...context, media }, start)).toMatchObject({
      body: null,
      media: null,
      content_sid: template,
    });
  });

  test('has of its media only the rendered content of its template', () => {
    const rich = { sid: 'ME1', content_type: 'application/x-vnd.com.twilio.rich.twilio.text' };
    const all = JSON.stringify([{ sid: 'ME0', content_type: 'text/plain' }, rich]);
    const templated = create({ contentSid: template }, { ...context, media: all }, start);
    expect(JSON.parse(templated.media ?? '')).toEqual([rich]);
  });
});

describe('an update of a message', () => {
  const messages = fc.constantFrom(
    create({ body: 'x' }, context, start),
    create({ mediaSid: 'ME' }, { ...context, media }, start),
    create({ mediaSid: 'ME', body: 'x' }, { ...context, media }, start),
    create({ contentSid: template }, context, start),
  );

  test('is rejected only for the text of a message with media, and leaves the index', () => {
    fc.assert(
      fc.property(messages, changes, (before, change) => {
        const code = refusal(() => update(before, change, later));
        const otherText = change.body !== undefined && change.body !== before.body;
        if (before.media !== null && otherText) expect(code).toBe(50509);
        else {
          expect(code).toBeUndefined();
          const after = update(before, change, later);
          expect(after.body).toBe(change.body ?? before.body);
          for (const key of ['sid', 'message_index', 'participant_sid', 'media', 'created_event'] as const)
            expect(after[key]).toBe(before[key]);
        }
      }),
    );
  });

  test('changes nothing when it is repeated, and keeps its first date', () => {
    fc.assert(
      fc.property(messages, changes, (before, change) => {
        if (refusal(() => update(before, change, later)) !== undefined) return;
        const once = update(before, change, later);
        expect(update(once, change, later + 1000)).toBe(once);
        if (once !== before)
          expect(once.date_updated).toBe((change.dateUpdated ?? new Date(later)).toISOString());
      }),
    );
  });
});
