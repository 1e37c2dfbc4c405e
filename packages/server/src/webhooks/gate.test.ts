import { expect, it } from 'vitest';
import { Gate } from './gate.ts';

it('lets so many in under each key, and the others in order as those leave', () => {
  const gate = new Gate(2);
  const started: string[] = [];
  const enter = (key: string, name: string) => gate.enter(key, () => started.push(name));
  const first = enter('a', '1');
  const second = enter('a', '2');
  const third = enter('a', '3');
  enter('a', '4');
  enter('a', '5');
  enter('b', 'other');
  expect(started).toEqual(['1', '2', 'other']);
  // Gives up waiting.
  third();
  first();
  expect(started).toEqual(['1', '2', 'other', '4']);
  // Leaves once only.
  first();
  third();
  expect(started).toHaveLength(4);
  second();
  expect(started).toEqual(['1', '2', 'other', '4', '5']);
});

it('counts who is still inside', () => {
  const gate = new Gate(2);
  const started: number[] = [];
  const enter = (number: number) => gate.enter('a', () => started.push(number));
  const first = enter(1);
  enter(2);
  first();
  enter(3);
  enter(4);
  expect(started).toEqual([1, 2, 3]);
});

it('is as wide as before when all have left', () => {
  const gate = new Gate(1);
  const started: number[] = [];
  for (let number = 0; number < 3; number += 1) gate.enter('a', () => started.push(number))();
  expect(started).toEqual([0, 1, 2]);
});
