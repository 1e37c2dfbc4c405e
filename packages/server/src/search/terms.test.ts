import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExcerptCutter } from './excerpts.ts';
import { queryExpression } from './query-expression.ts';
import { indexTerms, normalize, queryWords, segments } from './terms.ts';

const account = `AC${'a'.repeat(32)}`;
const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });
const anyBinaryText = fc.string({ unit: 'binary', maxLength: 200 });
/** Texts in which scripts with and without spaces follow each other. */
const mixedText = fc.string({
  unit: fc.constantFrom(...'azÉß09 ,."*()東京都カタひら서울สวม🎉', 'a\u0301', '\u0e31', 'カ\u3099'),
  maxLength: 60,
});

test('a text is found by each of its words, and by itself', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, mixedText), (text) => {
      const terms = indexTerms(text, 10_000);
      for (const word of queryWords(text))
        expect(word.terms.every((term) => [...terms].some((each) => each.startsWith(term)))).toBe(true);
      for (const segment of segments(text))
        for (const word of queryWords(segment.text))
          expect(word.terms.every((term) => [...terms].some((each) => each.startsWith(term)))).toBe(true);
    }),
  );
});

test.each([
  ['0㈠', ['0', '一']],
  ['㊀Ø', ['一', 'o']],
  ['½', ['1', '2']],
  ['ﾊﾟﾘ', ['パリ', 'リ']],
])('the terms of %s, which has forms of other characters, are %j', (text, terms) => {
  expect([...indexTerms(text, 10)]).toEqual(terms);
});

test('a text is found by the beginning of its last word', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zäÉ]{3,20}$/u), fc.nat({ max: 17 }), (text, cut) => {
      const [word] = queryWords([...text].slice(0, 3 + cut).join(''));
      expect(word?.isPrefix).toBe(true);
      expect([...indexTerms(text, 10)].some((term) => term.startsWith(word?.terms[0] ?? '-'))).toBe(true);
    }),
  );
});

test('normalizing twice is normalizing once', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(normalize(normalize(text))).toBe(normalize(text));
    }),
  );
});

test('terms contain nothing that an engine takes for syntax, and are short', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyBinaryText), (text) => {
      for (const term of indexTerms(text, 10_000)) {
        expect(term).toMatch(/^[\p{L}\p{M}\p{N}\p{RI}\p{Extended_Pictographic}]+$/u);
        expect([...term].length).toBeLessThanOrEqual(64);
      }
    }),
  );
});

test('an expression consists of quoted terms, whatever the text and the filters are', () => {
  const term = '"[\\p{L}\\p{M}\\p{N}\\p{RI}\\p{Extended_Pictographic}_]+"\\*?';
  const either = `\\(${term}( OR ${term})*\\)`;
  const form = new RegExp(`^(${term}|${either})( AND (${term}|${either}))*$`, 'u');
  fc.assert(
    fc.property(fc.oneof(anyText, anyBinaryText, mixedText), (text) => {
      const filters = { author: text, address: text, attribute: [text] };
      expect(queryExpression(account, queryWords(text), filters, 'parts')).toMatch(form);
    }),
  );
});

test('the segments of a text are in order, and its excerpt is made of it', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, mixedText), (text) => {
      let [start, end] = [0, 0];
      for (const segment of segments(text)) {
        // Several are in the same place if they are in one character, such as a fraction.
        if (segment.start !== start) expect(segment.start).toBeGreaterThanOrEqual(end);
        ({ start, end } = segment);
      }
      expect(end).toBeLessThanOrEqual(text.length);
      const parts = new ExcerptCutter(queryWords(text)).cut(text, false);
      if (parts === undefined) return;
      const shown = parts.map((part) => part.text).join('');
      expect(text).toContain(shown.replace(/^…/, '').replace(/…$/, ''));
      expect(parts.some(({ highlighted }) => highlighted)).toBe(true);
    }),
  );
});

test.each([
  ['one long word', 'a'.repeat(200_000)],
  ['marks without letters', '\u0301'.repeat(200_000)],
  ['letters with many marks', `a${'\u0301'.repeat(200_000)}`],
  ['a run without an end', '漢'.repeat(100_000)],
])('the terms of %s are found in a time that follows from the length', (_, text) => {
  const start = performance.now();
  indexTerms(text, 3000);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('the excerpts of a page of long texts are found in a bounded time', () => {
  const text = '漢字仮名交文日本語東京都大阪'.repeat(2000).slice(0, 20_000);
  const start = performance.now();
  const cutter = new ExcerptCutter(queryWords('北京'));
  for (let n = 0; n < 200; n++) cutter.cut(text, false);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('two words in one character are highlighted once', () => {
  expect(new ExcerptCutter(queryWords('よ り')).cut('ゟ', false)).toEqual([
    { text: 'ゟ', highlighted: true },
  ]);
});

test('a run in a character that stands for several is highlighted with what is around it', () => {
  expect(new ExcerptCutter(queryWords('一')).cut('in 0㈠', false)).toEqual([
    { text: 'in ', highlighted: false },
    { text: '0㈠', highlighted: true },
  ]);
});
