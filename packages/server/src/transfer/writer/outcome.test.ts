import { expect, test } from 'vitest';
import { OutcomeCounter } from './outcome.ts';

test('problems beyond a limit are only counted', () => {
  const part = new OutcomeCounter();
  for (let number = 0; number < 700; number++) part.report(`${number}`);
  const total = new OutcomeCounter();
  for (let number = 0; number < 3; number++) total.add(part);
  total.report('last');
  expect(total.problemCount).toBe(2101);
  expect(total.problems).toHaveLength(1000);
  expect(total.problems.slice(698, 702)).toEqual(['698', '699', '0', '1']);
});
