import { expect, test } from 'vitest';
import { startProgress } from './progress.ts';

/** Records what is printed while the time advances by a step with each update. */
function record(isErrorWatched: boolean, stepMs: number) {
  let now = 0;
  const printed: string[] = [];
  const progress = startProgress(
    'Copying',
    { isErrorWatched, printError: (text) => void printed.push(text) },
    () => now,
  );
  const update = (done: number, total?: number) => {
    now += stepMs;
    progress.update(done, total);
  };
  return { printed, update, end: progress.end };
}

test('on a terminal, a bar is redrawn in its line and removed at the end', () => {
  const { printed, update, end } = record(true, 100);
  update(1, 4);
  update(4, 4);
  end();
  expect(printed).toEqual([
    '\r\u001b[2K[######------------------] Copying: 1 of 4 (25 %)',
    '\r\u001b[2K[########################] Copying: 4 of 4 (100 %)',
    '\r\u001b[2K',
  ]);
});

test('elsewhere, long work prints a line from time to time, and short work nothing', () => {
  const { printed, update, end } = record(false, 4000);
  for (let done = 1; done <= 6; done++) update(done);
  end();
  expect(printed).toEqual(['Copying: 3, 0.25/s\n', 'Copying: 6, 0.25/s\n']);
});

test('after some seconds, the rate and the time that is left are shown', () => {
  const { printed, update } = record(true, 2000);
  update(1000, 4000);
  update(1000, 1_000_000);
  expect(printed.map((line) => line.replace(/^[^:]*: /, ''))).toEqual([
    '1,000 of 4,000 (25 %), 500/s, 6 s left',
    '1,000 of 1,000,000 (0 %), 250/s, 67 min left',
  ]);
});

test('a bar is not redrawn for each update', () => {
  const { printed, update } = record(true, 1);
  for (let done = 1; done <= 250; done++) update(done, 250);
  expect(printed).toHaveLength(3);
});
