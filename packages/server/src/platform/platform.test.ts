import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock, TestClock } from './clock.ts';
import { instant, milliseconds } from './instant.ts';
import { SystemRandomness } from './randomness.ts';
import { Sids } from './sids.ts';

describe('instant', () => {
  test('an instant is formatted as toISOString formats it, in any order of days', () => {
    const moment = fc.integer({
      min: Date.parse('0000-01-01T00:00:00Z'),
      max: Date.parse('9999-12-31T23:59:59.999Z'),
    });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 5 }), (moments) => {
        for (const each of moments) {
          expect(instant(each)).toBe(new Date(each).toISOString());
          expect(milliseconds(instant(each))).toBe(each);
        }
      }),
    );
  });
});

describe('SIDs', () => {
  test('SIDs are well-formed, unique and sorted by creation, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { maxLength: 60 }), (steps) => {
        const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
        const sids = new Sids(clock, new SystemRandomness());
        const made = steps.map((step) => {
          clock.advance(step);
          return sids.next('CH');
        });
        for (const sid of made) expect(sid).toMatch(/^CH[0-9a-f]{32}$/);
        expect(made.toSorted()).toEqual(made);
        expect(new Set(made).size).toBe(made.length);
      }),
    );
  });

  test('SIDs stay unique and sorted when a millisecond has more of them than the counter', () => {
    const sids = new Sids(new ManualClock(new Date('2024-05-01T12:00:00Z')), {
      randomHex: (length) => '0'.repeat(length),
    });
    let last = '';
    for (let n = 0; n < 140_000; n++) {
      const sid = sids.next('CH');
      if (sid <= last) expect(sid).toBe(`after ${last}`);
      last = sid;
    }
    expect(last).toHaveLength(34);
  });
});

test('random digits are hexadecimal, have the given length and do not repeat', () => {
  const randomness = new SystemRandomness();
  const drawn = Array.from({ length: 5000 }, () => randomness.randomHex(32));
  for (const digits of drawn) expect(digits).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(drawn).size).toBe(drawn.length);
});

test('the test clock runs ahead of its base and never goes back', () => {
  const base = new ManualClock(new Date(1000));
  const clock = new TestClock(base);
  clock.advance(500);
  clock.advance(-400);
  base.advance(10);
  expect(clock.now()).toBe(1510);
});

test('a test clock that is frozen and resumed never goes back and never jumps', () => {
  type Step = ['wait' | 'advance', number] | ['freeze' | 'resume', 0];
  const amount = fc.integer({ min: 0, max: 100_000 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(fc.constantFrom('wait' as const, 'advance' as const), amount),
    fc.tuple(fc.constantFrom('freeze' as const, 'resume' as const), fc.constant(0 as const)),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const base = new ManualClock(new Date('2024-05-01T12:00:00Z'));
      const clock = new TestClock(base);
      let expected = clock.now();
      let isFrozen = false;
      for (const [action, milliseconds] of steps) {
        if (action === 'wait') base.advance(milliseconds);
        else if (action === 'advance') clock.advance(milliseconds);
        else clock[action]();
        if (action === 'freeze' || action === 'resume') isFrozen = action === 'freeze';
        if (action === 'advance' || (action === 'wait' && !isFrozen)) expected += milliseconds;
        expect([clock.now(), clock.isFrozen]).toEqual([expected, isFrozen]);
      }
    }),
  );
});
