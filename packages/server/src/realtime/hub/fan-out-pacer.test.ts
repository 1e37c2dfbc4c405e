import { expect, test } from 'vitest';
import { FanOutPacer } from './fan-out-pacer.ts';

const createPacer = () => {
  let now = 0;
  const pacer = new FanOutPacer(() => now);
  return {
    pacer,
    advance: (ms: number) => {
      now += ms;
    },
  };
};

test('the first changes, and those after few frames, are sent at once', () => {
  const { pacer } = createPacer();
  expect(pacer.pauseMs).toBe(0);
  pacer.onSent(15);
  expect(pacer.pauseMs).toBe(0);
});

test('after a large fan-out the next one waits, and no longer once the pause is over', () => {
  const { pacer, advance } = createPacer();
  pacer.onSent(1000);
  const { pauseMs } = pacer;
  expect(pauseMs).toBeGreaterThan(10);
  advance(pauseMs / 2);
  expect(pacer.pauseMs).toBeCloseTo(pauseMs / 2);
  advance(pauseMs / 2);
  expect(pacer.pauseMs).toBe(0);
});

test('a fan-out to many thousand sessions delays the next one by what it takes and 25 ms', () => {
  const { pacer } = createPacer();
  pacer.onSent(20_000);
  expect(pacer.pauseMs).toBeCloseTo(20_000 * 0.008 + 25);
});
