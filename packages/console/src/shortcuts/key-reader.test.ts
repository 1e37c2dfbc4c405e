import { expect, test } from 'vitest';
import { createKeyReader } from './key-reader.ts';

/** Presses keys, each some milliseconds after the one before. */
function press(...keys: readonly (readonly [key: string, afterMs: number])[]) {
  const read = createKeyReader();
  let atMs = 0;
  return keys.map(([key, afterMs]) => {
    atMs += afterMs;
    return read(key, atMs);
  });
}

test('a key is a shortcut, and g waits for the key after it', () => {
  expect(press(['c', 0], ['?', 10], ['g', 10], ['w', 10], ['w', 10])).toEqual([
    'c',
    '?',
    undefined,
    'g w',
    'w',
  ]);
});

test('a key that comes too late is a shortcut of its own', () => {
  expect(press(['g', 0], ['c', 1500])).toEqual([undefined, 'g c']);
  expect(press(['g', 0], ['c', 1501])).toEqual([undefined, 'c']);
});

test('g after g ends the sequence', () => {
  expect(press(['g', 0], ['g', 10], ['c', 10])).toEqual([undefined, 'g g', 'c']);
});
