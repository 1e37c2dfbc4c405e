import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { attributes } from './attributes.ts';
import { boolean } from './boolean.ts';
import { enumeration } from './enumeration.ts';
import { clampedInteger } from './integer.ts';
import { sid } from './sid.ts';
import { text } from './text.ts';

const anyText = fc.string({ unit: 'binary' });

/** The error code of an invalid text; undefined if the codec accepts it. */
function refusal(
  kind: { readonly decode: (text: string, parameter: string) => unknown },
  value: string,
): number | undefined {
  try {
    kind.decode(value, 'Name');
    return undefined;
  } catch (error) {
    // Any other error would become an internal error.
    if (!(error instanceof ApiError)) throw error;
    expect(error.status).toBe(400);
    return error.code;
  }
}

describe('text', () => {
  const kind = text({ max: 10, tooLong: 50003, not: { pattern: /^CH/, code: 50390, allowed: 'other text' } });

  test('text is accepted unchanged up to its length in code points, without NUL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (value) => {
        const code = refusal(kind, value);
        if ([...value].length > 10) expect(code).toBe(50003);
        else if (value.includes('\0')) expect(code).toBe(20001);
        else if (value.startsWith('CH')) expect(code).toBe(50390);
        else expect(kind.decode(value, 'Name')).toBe(value);
      }),
    );
  });

  test('text counts a character outside the basic plane once', () => {
    expect(refusal(kind, '😀'.repeat(10))).toBeUndefined();
    expect(refusal(kind, '😀'.repeat(11))).toBe(50003);
  });
});

describe('attributes', () => {
  test('attributes are limited in bytes of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.nat(50), (value, maxBytes) => {
        const json = JSON.stringify(value);
        const code = refusal(attributes({ maxBytes }), json);
        expect(code).toBe(Buffer.byteLength(json) > maxBytes ? 50303 : undefined);
      }),
    );
  });

  test('attributes are any JSON text, stored as sent', () => {
    const kind = attributes({ maxBytes: 16_384 });
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ' ', '\n\t'), (json, blank) => {
        expect(kind.decode(blank + json + blank, 'Attributes')).toBe(blank + json + blank);
      }),
    );
  });

  test('attributes that are not JSON are refused', () => {
    const kind = attributes({ maxBytes: 16_384 });
    fc.assert(
      fc.property(anyText, (value) => {
        const valid = (() => {
          try {
            JSON.parse(value);
            return true;
          } catch {
            return false;
          }
        })();
        expect(refusal(kind, value)).toBe(valid ? undefined : 50304);
      }),
    );
  });
});

describe('enumeration', () => {
  const words = ['active', 'inactive', 'Closed'] as const;
  const kind = enumeration(words, { empty: 50374, unknown: 50378 });

  test('an enumeration accepts a value in any letter case and decodes it to its own spelling', () => {
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.infiniteStream(fc.boolean()), (word, upper) => {
        const mixed = [...word].map((letter) =>
          upper.next().value ? letter.toUpperCase() : letter.toLowerCase(),
        );
        expect(kind.decode(mixed.join(''), 'State')).toBe(word);
      }),
    );
  });

  test('an enumeration refuses all other values', () => {
    fc.assert(
      fc.property(
        anyText.filter((value) => !words.some((word) => word.toLowerCase() === value.toLowerCase())),
        (value) => {
          expect(refusal(kind, value)).toBe(value === '' ? 50374 : 50378);
        },
      ),
    );
    for (const value of ['active ', 'constructor', '__proto__', 'ınactive'])
      expect(refusal(kind, value)).toBe(50378);
  });
});

test('a boolean is true or false in any letter case', () => {
  for (const value of ['true', 'TRUE', 'True']) expect(boolean().decode(value, 'Name')).toBe(true);
  for (const value of ['false', 'FALSE', 'fALSE']) expect(boolean().decode(value, 'Name')).toBe(false);
  for (const value of ['', '0', '1', 'yes', 'true ', 'null']) expect(refusal(boolean(), value)).toBe(20001);
});

test('a clamped integer is decimal digits, at least the minimum, and counts as the maximum above it', () => {
  const kind = clampedInteger({ min: 1, max: 1000 });
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.nat(3), (number, zeros) => {
      const value = '0'.repeat(zeros) + number;
      if (number < 1) expect(refusal(kind, value)).toBe(20001);
      else expect(kind.decode(value, 'PageSize')).toBe(Math.min(number, 1000));
    }),
  );
  fc.assert(
    fc.property(
      anyText.filter((value) => !/^\d{1,15}$/.test(value)),
      (value) => {
        expect(refusal(kind, value)).toBe(20001);
      },
    ),
  );
});

test('a SID is exactly its prefix and 32 hexadecimal digits', () => {
  const kind = sid('MG', { malformed: 50341 });
  const digits = fc.string({
    unit: fc.constantFrom(...'0123456789abcdefABCDEF'),
    minLength: 30,
    maxLength: 34,
  });
  fc.assert(
    fc.property(
      fc.constantFrom('MG', 'mg', 'CH', ' MG', ''),
      digits,
      fc.constantFrom('', '\n', ' '),
      (prefix, hex, tail) => {
        const good = prefix === 'MG' && hex.length === 32 && tail === '';
        expect(refusal(kind, prefix + hex + tail)).toBe(good ? undefined : 50341);
      },
    ),
  );
});
