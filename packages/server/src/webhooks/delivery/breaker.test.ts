import { expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

const origin = 'https://down.example';
const down = { originHealth: 'down' } as const;

/** A breaker that has just seen so many attempts fail. */
function after(failures: number): Breaker {
  const breaker = new Breaker();
  for (let n = 0; n < failures; n++) breaker.record(origin, down, 0);
  return breaker;
}

it('takes a server to be down after five failures in a row', () => {
  expect(after(4).capacity(origin, 0, 16, 3)).toBe(16);
  expect(after(5).capacity(origin, 0, 16, 3)).toBe(0);
  expect(after(5).capacity('https://other.example', 0, 16, 3)).toBe(16);
  const mixed = after(4);
  mixed.record(origin, { originHealth: 'up' }, 0);
  for (let n = 0; n < 4; n++) mixed.record(origin, down, 0);
  expect(mixed.isUp(origin)).toBe(true);
});

it('counts nothing that says nothing of the server', () => {
  const breaker = after(4);
  for (let n = 0; n < 5; n++) breaker.record(origin, { originHealth: undefined }, 0);
  expect(breaker.isUp(origin)).toBe(true);
});

it('lets one through at growing distances of up to a minute, whatever else still fails', () => {
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

it('ends with the first answer, and with the last delivery', () => {
  const answered = after(5);
  answered.record(origin, { originHealth: 'up' }, 0);
  expect(answered.capacity(origin, 0, 16, 3)).toBe(16);
  const retained = after(5);
  retained.retainOnly(['https://other.example', origin]);
  expect(retained.isUp(origin)).toBe(false);
  retained.retainOnly(['https://other.example']);
  expect(retained.isUp(origin)).toBe(true);
});
