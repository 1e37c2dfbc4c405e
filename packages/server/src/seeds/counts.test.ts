import { expect, test } from 'vitest';
import { Counts } from './counts.ts';
import { type Section, sections } from './sections.ts';

const section = (key: string): Section => {
  const found = sections.find((each) => each.key === key);
  if (found === undefined) throw new Error(`There is no section ${key}.`);
  return found;
};

test('counts are printed as a table, and nothing for a run without changes', () => {
  const counts = new Counts();
  expect(counts.toString()).toBe('');
  for (let n = 0; n < 11; n++) counts.count(section('users'), 'created');
  counts.count(section('conversations'), 'updated');
  counts.count(section('users'), 'unchanged');
  expect(counts.toString()).toBe(
    [
      '               created  updated  unchanged',
      'users               11        0          1',
      'conversations        0        1          0',
    ].join('\n'),
  );
});
