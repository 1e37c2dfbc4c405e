import { expect, it } from 'vitest';
import { FairSlots } from './fair-slots.ts';

function takeAll(slots: FairSlots, key: string): number {
  let taken = 0;
  for (; slots.availableFor(key) > 0; taken++) slots.take(key);
  return taken;
}

it('a key alone takes half of the slots, and each further one half of what is left', () => {
  const slots = new FairSlots(64);
  expect(slots.availableFor('a')).toBe(32);
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => takeAll(slots, key))).toEqual([
    32, 16, 8, 4, 2, 1, 1,
  ]);
  expect(slots.held).toBe(64);
});

it('a released slot is for the keys that hold fewer', () => {
  const slots = new FairSlots(8);
  takeAll(slots, 'a');
  takeAll(slots, 'b');
  slots.release('a');
  expect(slots.availableFor('a')).toBe(0);
  expect(slots.availableFor('c')).toBe(2);
  slots.release('b');
  slots.release('b');
  for (let n = 0; n < 3; n++) slots.release('a');
  expect(slots.held).toBe(0);
  expect(slots.availableFor('a')).toBe(4);
});
