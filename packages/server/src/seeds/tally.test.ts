import { expect, test } from 'vitest';
import { type Section, sections } from './sections.ts';
import { Tally } from './tally.ts';

const section = (key: string): Section => {
  const found = sections.find((each) => each.key === key);
  if (found === undefined) throw new Error(`There is no section ${key}.`);
  return found;
};

test('a run is told in a table, and nothing when nothing was done', () => {
  const tally = new Tally();
  expect(tally.toString()).toBe('');
  for (let n = 0; n < 11; n++) tally.count(section('users'), 'made');
  tally.count(section('conversations'), 'updated');
  tally.count(section('users'), 'left');
  expect(tally.toString()).toBe(
    [
      '               made  updated  left',
      'users            11        0     1',
      'conversations     0        1     0',
    ].join('\n'),
  );
});
