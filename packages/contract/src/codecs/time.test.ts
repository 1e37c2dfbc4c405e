import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { date, parseDate } from './date.ts';
import { duration, parseDuration } from './duration.ts';

const moments = fc.date({
  min: new Date('0000-01-02T00:00:00Z'),
  max: new Date('9999-12-30T23:59:59.999Z'),
  noInvalidDate: true,
});
const two = (number: number) => String(number).padStart(2, '0');

describe('a date', () => {
  test('a date decodes to the encoded value', () => {
    const kind = date({ malformed: 50308 });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(kind.decode(kind.encode(moment), 'DateCreated')).toEqual(moment);
      }),
    );
  });

  test('a date is the same time with any offset, in all forms of ISO 8601', () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(
        moments,
        offset,
        fc.constantFrom(':', ''),
        fc.constantFrom('T', 't', ' '),
        (moment, minutes, colon, letter) => {
          const local = new Date(moment.getTime() + minutes * 60_000)
            .toISOString()
            .slice(0, -1)
            .replace('T', letter);
          const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
          const zone = `${minutes < 0 ? '-' : '+'}${two(hours)}${colon}${two(rest)}`;
          expect(parseDate(local + zone)).toEqual(moment);
        },
      ),
    );
  });

  test('a date keeps milliseconds from a fraction of any length', () => {
    expect(parseDate('2024-05-01T12:00:00.1Z')?.toISOString()).toBe('2024-05-01T12:00:00.100Z');
    expect(parseDate('2024-05-01T12:00:00,123456789Z')?.toISOString()).toBe('2024-05-01T12:00:00.123Z');
    expect(parseDate('2024-05-01T12:00Z')?.toISOString()).toBe('2024-05-01T12:00:00.000Z');
    expect(parseDate('2024-05-01T12:00:00')?.toISOString()).toBe('2024-05-01T12:00:00.000Z');
    expect(parseDate('2024-05-01T12:00:00+02')?.toISOString()).toBe('2024-05-01T10:00:00.000Z');
  });

  test('a date without a time is the start or the end of the day in a filter', () => {
    expect(parseDate('2024-05-01')).toBeUndefined();
    expect(parseDate('2024-05-01', 'start')?.toISOString()).toBe('2024-05-01T00:00:00.000Z');
    expect(parseDate('2024-05-01', 'end')?.toISOString()).toBe('2024-05-01T23:59:59.999Z');
  });

  test('a day that does not exist is not a date', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(14), fc.nat(33), (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        const probe = new Date(0);
        probe.setUTCFullYear(year, month - 1, day);
        const exists = probe.getUTCMonth() === month - 1 && probe.getUTCDate() === day;
        expect(parseDate(`${text}T00:00:00Z`) !== undefined).toBe(exists);
      }),
    );
  });

  test('decoding a date throws only errors of the catalogue, and its year is 0000 to 9999', () => {
    const piece = fc.constantFrom(
      '2024',
      '0000',
      '9999',
      '-',
      '05',
      '31',
      'T',
      ':',
      '24',
      '60',
      '00',
      'Z',
      '+',
      '.',
      ',',
      ' ',
      '99',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 14 }).map((all) => all.join('')),
        ),
        (text) => {
          const parsed = parseDate(text, 'start');
          if (parsed !== undefined) expect(parsed.toISOString()).toMatch(/^\d{4}-/);
        },
      ),
    );
    for (const text of ['0000-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01', '9999-12-31T24:00:00Z']) {
      expect(parseDate(text)).toBeUndefined();
    }
  });
});

describe('a duration', () => {
  const units = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 };
  const part = fc.option(fc.nat(500), { nil: undefined });

  test('a duration is the sum of its parts', () => {
    fc.assert(
      fc.property(
        part,
        part,
        part,
        part,
        part,
        fc.constantFrom('', '.5', ',25'),
        (w, d, h, m, s, fraction) => {
          const write = (number: number | undefined, letter: string) =>
            number === undefined ? '' : `${number}${letter}`;
          const time = write(h, 'H') + write(m, 'M') + (s === undefined ? '' : `${s}${fraction}S`);
          const text = `P${write(w, 'W')}${write(d, 'D')}${time === '' ? '' : `T${time}`}`;
          const extra =
            s === undefined || fraction === '' ? 0 : Number(`0${fraction.replace(',', '.')}`) * 1000;
          const sum =
            (w ?? 0) * units.W +
            (d ?? 0) * units.D +
            (h ?? 0) * units.H +
            (m ?? 0) * units.M +
            (s ?? 0) * units.S;
          expect(parseDuration(text)).toBe(text === 'P' ? undefined : sum + extra);
          expect(parseDuration(text.toLowerCase())).toBe(parseDuration(text));
        },
      ),
    );
  });

  test('a duration has no sign, years or months, and is up to a hundred years', () => {
    for (const text of [
      '',
      'P',
      'PT',
      'P1Y',
      'P1M',
      '-PT1M',
      'PT-1M',
      'PT1.5M',
      'PT1M ',
      'PT1S1M',
      'P1DT',
      '60',
      'PT1MS',
    ]) {
      expect(parseDuration(text)).toBeUndefined();
    }
    expect(parseDuration('P36500D')).toBe(36_500 * units.D);
    expect(parseDuration('P36500DT0.001S')).toBeUndefined();
    expect(parseDuration(`P${'9'.repeat(400)}D`)).toBeUndefined();
  });

  test('the duration of a timer is zero or at least the minimum', () => {
    const kind = duration({ minimum: 'PT1M', malformed: 50379, tooShort: 50375 });
    fc.assert(
      fc.property(fc.nat(200_000), (milliseconds) => {
        const text = `PT${(milliseconds / 1000).toFixed(3)}S`;
        if (milliseconds === 0 || milliseconds >= 60_000)
          expect(kind.decode(text, 'Timers.Inactive')).toBe(text);
        else
          expect(() => kind.decode(text, 'Timers.Inactive')).toThrow(
            expect.objectContaining({ code: 50375 }),
          );
      }),
    );
  });
});
