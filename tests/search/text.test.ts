import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { createSearchedService, type SearchedService } from './support.ts';

describe.each(engines)('the text of a search on %s', (engine) => {
  let colloquy: Colloquy;
  let desk: SearchedService;
  const sids = new Map<string, string>();

  const bodies = [
    'Grüezi aus Zürich, die Straße ist gesperrt',
    '明日は東京都に行きました',
    '我们在北京见面',
    '서울에서 만나요',
    'สวัสดีครับ ผมชื่อสมชาย',
    'हिन्दी में संदेश',
    'مَرْحَبًا بالعالم',
    'שָׁלוֹם עולם',
    'Party 🎉 with 👍🏽 and 🇨🇭',
    'Ｆｕｌｌ width and ﬁne ligatures',
    'The invoice number is INV-2024-0815.',
    'Привёт из Москвы, Ёлка',
    'the quick brown fox',
    'the slow brown dog',
  ];

  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    desk = await createSearchedService(colloquy);
    for (const body of bodies) sids.set(body, await desk.post(body));
  });
  afterAll(() => colloquy?.stop());

  const found = async (query: string) => {
    const results = await desk.find({ query, kind: ['message'] });
    return bodies.filter((body) => results.includes(sids.get(body) ?? ''));
  };

  test.each([
    ['zurich', 'Grüezi'],
    ['ZÜRICH', 'Grüezi'],
    ['Zu\u0308rich', 'Grüezi'],
    ['strasse', 'Grüezi'],
    ['東京', '明日'],
    ['行きました', '明日'],
    ['京', '明日'],
    ['た', '明日'],
    ['北京', '我们'],
    ['见面', '我们'],
    ['서울', '서울'],
    ['만나', '서울'],
    ['สวัสดี', 'สวัส'],
    ['สมชาย', 'สวัส'],
    ['हिन्दी', 'हिन्दी'],
    ['संदेश', 'हिन्दी'],
    ['مرحبا', 'مَرْ'],
    ['שלום', 'שָׁל'],
    ['🎉', 'Party'],
    ['👍', 'Party'],
    ['🇨🇭 party', 'Party'],
    ['full', 'Ｆｕｌｌ'],
    ['fine', 'Ｆｕｌｌ'],
    ['0815', 'The invoice'],
    ['inv-2024', 'The invoice'],
    ['елка', 'Привёт'],
    ['invo', 'The invoice'],
    ['brown qui', 'the quick'],
  ])('%j finds the text that begins with %j', async (query, start) => {
    const results = await found(query);
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter((body) => !body.startsWith(start)).every((body) => body.includes(query))).toBe(
      true,
    );
    expect(results.some((body) => body.startsWith(start))).toBe(true);
  });

  test('all words must be in the text, in any order, and only the last one can be a beginning', async () => {
    expect(await found('brown the')).toEqual(['the quick brown fox', 'the slow brown dog']);
    expect(await found('fox brown')).toEqual(['the quick brown fox']);
    expect(await found('fox dog')).toEqual([]);
    expect(await found('bro fox')).toEqual([]);
    expect(await found('bro ')).toEqual([]);
    expect(await found('bro')).toHaveLength(2);
    expect(await found('nichts')).toEqual([]);
  });

  test('an excerpt shows the words in their places, as text and not as HTML', async () => {
    await desk.post('<b>needle</b> in a haystack');
    await desk.find({});
    const { items } = await desk.client.pageSearchResults({ serviceSid: desk.service, query: 'NEEDLE hay' });
    expect(items).toMatchObject([
      {
        kind: 'message',
        chatServiceSid: desk.service,
        conversationSid: desk.conversation,
        conversationName: 'Support',
        index: bodies.length,
        author: 'system',
        excerpts: [
          {
            field: 'body',
            parts: [
              { text: '<b>', highlighted: false },
              { text: 'needle', highlighted: true },
              { text: '</b> in a ', highlighted: false },
              { text: 'haystack', highlighted: true },
            ],
          },
        ],
      },
    ]);
  });

  test('the excerpt of a long text is short', async () => {
    await desk.post(`${'lorem '.repeat(200)}longneedle ${'ipsum '.repeat(200)}`);
    await desk.find({});
    const { items } = await desk.client.pageSearchResults({ query: 'longneedle' });
    const text = items[0]?.excerpts[0]?.parts.map((part) => part.text).join('') ?? '';
    expect(text).toContain('longneedle');
    expect(text.length).toBeLessThan(210);
  });

  test.each([
    '"fox',
    'fox" OR "dog',
    'fox*',
    '* OR *',
    'NEAR(fox dog)',
    'terms:fox',
    'fox AND NOT dog',
    "fox' | 'dog",
    'fox:* & !dog',
    '-fox',
    '^fox',
    '(((((',
    '{fox}',
    '\\',
    "';DROP TABLE message;--",
    '_a',
    '_kmessage',
    '%00',
    'x'.repeat(1000),
    '漢'.repeat(1000),
    '\u0301'.repeat(1000),
    '\u202e\ufeff\ud800',
  ])('%j is text and nothing else', async (query) => {
    await expect(desk.client.pageSearchResults({ query })).resolves.toMatchObject({
      meta: { key: 'results' },
    });
  });

  test('operators are words, so that they change nothing about the search', async () => {
    expect(await found('fox OR dog')).toEqual([]);
    expect(await found('fox" OR "dog')).toEqual([]);
    expect(await found('!!! ???')).toEqual([]);
    expect(await found('"fox"')).toEqual(['the quick brown fox']);
  });

  test('more than 20 words, more than 1000 characters and NUL are refused with 400', async () => {
    const queries = [`${'word '.repeat(21)}`, 'word '.repeat(1000), 'x'.repeat(1001), 'a\0b'];
    for (const query of queries)
      await expect(desk.client.pageSearchResults({ query })).rejects.toMatchObject({
        status: 400,
        code: 20001,
      });
  });
});
