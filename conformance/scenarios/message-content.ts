import { describe, expect, it } from 'vitest';
import { type CataloguedCode, expectBadParameter, expectError } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf } from '../support/resources.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

const template = `HX${'0123456789abcdef'.repeat(2)}`;
const variables = (entries: readonly (readonly [string, unknown])[]) =>
  JSON.stringify(Object.fromEntries(entries));
const many = (count: number) => variables(Array.from({ length: count }, (_, n) => [`${n}`, 'x'] as const));

/** A hundred variables, each with the longest key and value. */
const longest = variables(
  Array.from({ length: 100 }, (_, n) => [`${n}`.padStart(16, 'k'), 'v'.repeat(256)] as const),
);

/** Forms that a message cannot be created from. */
const rejected: [code: CataloguedCode, form: Readonly<Record<string, string>>][] = [
  [50504, { Body: 'x'.repeat(32_769) }],
  [50504, { Body: 'é'.repeat(16_385) }],
  [50310, { Body: 'x', Author: 'a'.repeat(257) }],
  [50310, { Body: 'x', Author: '🍵'.repeat(257) }],
  [50510, { MediaSid: 'ME1' }],
  [50510, { Body: 'x', MediaSid: unknownSid('IM') }],
  [50507, { MediaSid: unknownSid('ME') }],
  [50507, { Body: 'x', MediaSid: `ME${'ABCDEF0123456789'.repeat(2)}` }],
  [50526, { ContentSid: 'HX1' }],
  [50526, { Body: 'x', ContentSid: unknownSid('IM') }],
  [50528, { Body: 'x', ContentVariables: '{"1":"x"}' }],
  [50528, { ContentVariables: '{}' }],
  ...['{', '[]', '"x"', 'null', '1', 'x'].map((text): [CataloguedCode, Readonly<Record<string, string>>] => [
    50527,
    { ContentSid: template, ContentVariables: text },
  ]),
  [50529, { ContentSid: template, ContentVariables: many(101) }],
  [50529, { ContentSid: template, ContentVariables: `${longest} ` }],
  [50540, { ContentSid: template, ContentVariables: variables([['k'.repeat(17), 'x']]) }],
  [50541, { ContentSid: template, ContentVariables: variables([['1', 'v'.repeat(257)]]) }],
];

const short = (form: object): string => JSON.stringify(form).slice(0, 60);

/** What a message can contain. */
export function defineMessageContentScenarios(api: Api): void {
  describe('the content of a message', () => {
    const testService = useTestService(api);
    let sid = '';
    const messages = () => messagesOf(testService, sid);

    it.each(rejected.map((row) => [row[0], short(row[1]), row[1]] as const))(
      'a message is rejected with %i for %s',
      async (code, _, form) => {
        sid ||= (await testService.create()).sid;
        expectError(await messages().tryCreate(form), code);
        expect((await messages().page()).items).toEqual([]);
      },
    );

    it('a rejected message takes no index', async () => {
      const own = messagesOf(testService, (await testService.create()).sid);
      expectError(await own.tryCreate({ ContentVariables: '{}' }), 50528);
      expectError(await own.tryCreate({ MediaSid: unknownSid('ME') }), 50507);
      expect((await own.create({ Body: 'first' })).index).toBe(0);
    });

    it.each([
      ['ASCII', 'x'.repeat(32_768)],
      ['two bytes each', 'é'.repeat(16_384)],
      ['four bytes each', '🍵'.repeat(8192)],
      ['blanks', ' \t\n '],
      ['quotes', `"'\\\u0001\u2028</script>`],
    ])('the body of a message has a maximum of 32 KB: %s', async (_, text) => {
      const own = messagesOf(testService, (await testService.create()).sid);
      const message = await own.create({ Body: text });
      expect(message.body).toBe(text);
      expect(await own.fetch(message.sid)).toEqual(message);
      expect((await own.page()).items).toEqual([message]);
      const changed = await own.update(message.sid, { Body: `${text.slice(0, -2)}!` });
      expect(changed.body).toBe(`${text.slice(0, -2)}!`);
      expectError(await own.tryUpdate(message.sid, { Body: 'x'.repeat(32_769) }), 50504);
      expectError(await own.tryUpdate(message.sid, { Author: 'a'.repeat(257) }), 50310);
      expectBadParameter(await own.tryUpdate(message.sid, { Subject: 's'.repeat(257) }), 'Subject');
      expect(await own.fetch(message.sid)).toEqual(changed);
    });

    it.each([
      {},
      { Body: '' },
      { Author: 'ann', Attributes: '{}', Subject: 'x' },
      { MediaSid: '', ContentSid: '' },
    ])('a message without body, media or template has an empty body: %j', async (form) => {
      const own = messagesOf(testService, (await testService.create()).sid);
      const message = await own.create(form);
      expect(message).toMatchObject({ index: 0, body: '', media: null, content_sid: null });
      expect(await own.fetch(message.sid)).toEqual(message);
      expect((await own.page()).items).toEqual([message]);
    });

    it('an update with an empty body empties the body of a message', async () => {
      const own = messagesOf(testService, (await testService.create()).sid);
      const { sid: messageSid } = await own.create({ Body: 'x' });
      const changed = await own.update(messageSid, { Body: '' });
      expect(changed.body).toBe('');
      expect(await own.fetch(messageSid)).toEqual(changed);
    });

    it('the body, author and subject of a message cannot contain a NUL character', async () => {
      const own = messagesOf(testService, (await testService.create()).sid);
      for (const name of ['Body', 'Author', 'Subject'])
        expectBadParameter(await own.tryCreate({ Body: 'x', [name]: 'a\0b' }), name);
      expectBadParameter(await own.tryCreate({ Body: 'x', Subject: 's'.repeat(257) }), 'Subject');
      const whole = await own.create({ Body: 'x', Subject: '🍵'.repeat(256), Author: '🍵'.repeat(256) });
      expect(whole.author).toBe('🍵'.repeat(256));
    });

    it('a message can use a template with variables, which takes precedence over text and media', async () => {
      const own = messagesOf(testService, (await testService.create()).sid);
      const message = await own.create({
        ContentSid: template,
        ContentVariables: many(100),
        Body: 'ignored',
        MediaSid: unknownSid('ME'),
      });
      expect(message).toMatchObject({ content_sid: template, media: null });
      expect(message.body).not.toBe('ignored');
      expect(await own.fetch(message.sid)).toEqual(message);
      const widest = variables([['k'.repeat(16), 'v'.repeat(256)]]);
      for (const ContentVariables of [widest, longest, '{}', ''])
        expect((await own.create({ ContentSid: template, ContentVariables })).content_sid).toBe(template);
    });
  });
}
