import { expect, it } from 'vitest';
import { isInlineType, parseContentType } from './rules.ts';

it.each([
  [undefined, 'application/octet-stream'],
  ['  ', 'application/octet-stream'],
  ['text/plain', 'text/plain'],
  ['Text/PLAIN ;charset=UTF-8', 'text/plain; charset=UTF-8'],
  ['image/svg+xml; ; a="b; c, \\" d";e=f;', 'image/svg+xml; a="b; c, \\" d"; e=f'],
  ['application/vnd.a.b-c+json', 'application/vnd.a.b-c+json'],
])('the content type %j is stored as %j', (given, stored) => {
  expect(parseContentType(given, [])).toBe(stored);
});

it.each([
  'text/plain, text/html',
  'text/plain;a=b, text/html',
  'text/plain; x, text/html',
  'text/plain;a="b',
  'text/plain; a',
  'text/plain; a=ä',
  'text/plain\n;\u0001',
  'text/plain;a="\u0000"',
  'image/*',
  '*/*',
  'text',
  'text/',
  '/plain',
  `text/plain${'; '.repeat(120)},`,
])('the content type %j is refused, with or without a list of allowed types', (given) => {
  for (const allowed of [[], ['text/plain', 'image/*', 'text/*']])
    expect(() => parseContentType(given, allowed)).toThrow(expect.objectContaining({ code: 50511 }));
});

it('a type is allowed by its name or by its main type', () => {
  expect(parseContentType('TEXT/plain; a=b', ['text/plain'])).toBe('text/plain; a=b');
  expect(parseContentType('image/png', ['image/*'])).toBe('image/png');
  expect(() => parseContentType('imagex/png', ['image/*', 'text/plain'])).toThrow();
  expect(isInlineType('text/plain; charset=utf-8')).toBe(true);
  expect(isInlineType('text/html')).toBe(false);
});
