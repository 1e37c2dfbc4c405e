import { expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

const origin = 'https://down.example';
const down = { originHealth: 'down' } as const;

/** A breaker that has just recorded so many failures. */
function after(failures: number): Breaker {
  const breaker = new Breaker();
  for (let n = 0; n < failures; n++) breaker.record(origin, down, 0);
  return breaker;
}

it('the breaker opens after five consecutive failures', () => {
  expect(after(4).capacity(origin, 0, 16, 3)).toBe(16);
  expect(after(5).capacity(origin, 0, 16, 3)).toBe(0);
  expect(after(5).capacity('https://other.example', 0, 16, 3)).toBe(16);
  const mixed = after(4);
  mixed.record(origin, { originHealth: 'up' }, 0);
  for (let n = 0; n < 4; n++) mixed.record(origin, down, 0);
  expect(mixed.isUp(origin)).toBe(true);
});

it('a failure that shows nothing about the origin does not count', () => {
  const breaker = after(4);
  for (let n = 0; n < 5; n++) breaker.record(origin, { originHealth: undefined }, 0);
  expect(breaker.isUp(origin)).toBe(true);
});

it('an open breaker allows one probe at a time, at intervals that grow to a minute', () => {
  const breaker = after(20);
  let now = 0;
  const pauses: number[] = [];
  for (let probe = 0; probe < 9; probe++) {
    const began = now;
    while (breaker.capacity(origin, now, 16, 0) === 0) now += 500;
    expect(breaker.capacity(origin, now, 16, 0)).toBe(1);
    expect(breaker.capacity(origin, now, 16, 1)).toBe(0);
    pauses.push((now - began) / 1000);
    breaker.record(origin, down, now);
    breaker.record(origin, down, now);
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

it('the breaker closes with the first reply, or when the origin has no lanes any more', () => {
  const answered = after(5);
  answered.record(origin, { originHealth: 'up' }, 0);
  expect(answered.capacity(origin, 0, 16, 3)).toBe(16);
  const retained = after(5);
  retained.retainOnly(['https://other.example', origin]);
  expect(retained.isUp(origin)).toBe(false);
  retained.retainOnly(['https://other.example']);
  expect(retained.isUp(origin)).toBe(true);
});
