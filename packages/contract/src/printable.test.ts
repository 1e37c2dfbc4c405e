import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quote, toPrintable } from './printable.ts';

test.each([
  ['', '""'],
  ['Grüße 😀', '"Grüße 😀"'],
  ['a\0b', '"a\\u{0}b"'],
  ['a\nb', '"a\\nb"'],
  ['\u001b[2J', '"\\u{1b}[2J"'],
  ['\u009b31m', '"\\u{9b}31m"'],
  ['\u202egnp.exe', '"\\u{202e}gnp.exe"'],
  ['\u2028', '"\\u{2028}"'],
  ['\ud800', '"\\u{d800}"'],
  ['x'.repeat(100), `"${'x'.repeat(100)}"`],
  ['x'.repeat(101), `"${'x'.repeat(100)}... (101 characters)"`],
  [`${'x'.repeat(99)}😀`, `"${'x'.repeat(99)}... (101 characters)"`],
])('%j is shown as %s', (text, shown) => {
  expect(quote(text)).toBe(shown);
});

test('no text makes a message long or controls a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const shown = toPrintable(text);
      expect(shown.length).toBeLessThanOrEqual(124);
      expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});
