import { expect, test } from 'vitest';
import { handleLine } from './hot-keys.ts';

/** What lines print and run. */
function press(...lines: readonly string[]) {
  const done: string[] = [];
  const keys = {
    o: { summary: 'open', run: () => void done.push('opened') },
    q: { summary: 'quit', run: () => void done.push('stopped') },
  };
  for (const line of lines) handleLine(keys, line, (text) => void done.push(text));
  return done;
}

test('a line with a letter runs what it stands for, and all other lines nothing', () => {
  expect(press('o', '', 'Q ', 'oo', 'x', 'constructor', 'toString')).toEqual(['opened', 'stopped']);
});

test('h lists the letters', () => {
  expect(press('h')).toEqual([
    '\n  Shortcuts\n  press o + enter to open\n  press q + enter to quit\n  press h + enter to show this help\n\n',
  ]);
});
