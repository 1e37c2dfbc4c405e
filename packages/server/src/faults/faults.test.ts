import { expect, test } from 'vitest';
import { Faults, maxFaults, maxFaultsInAll } from './faults.ts';

const rule = {
  kind: 'error',
  operation: undefined,
  probability: 1,
  count: undefined,
  status: undefined,
  retryAfterSeconds: undefined,
  delayMs: undefined,
} as const;

test('the faults of all accounts are bounded, and those that are cleared make room', () => {
  const faults = new Faults({ randomHex: (length) => '0'.repeat(length) });
  const accounts = Array.from({ length: maxFaultsInAll / maxFaults }, (_, n) => `AC${n}`);
  for (const account of accounts)
    for (let n = 0; n < maxFaults; n++) expect(faults.add(account, 'FT', rule)).toBeDefined();
  expect(faults.add('AC-1', 'FT', rule)).toBeUndefined();
  faults.clear('AC0');
  expect(faults.add('AC-1', 'FT', rule)).toBeDefined();
  faults.clear();
  expect(faults.take('AC-1', ['error'], undefined)).toBeUndefined();
  expect(faults.add('AC-1', 'FT', rule)).toBeDefined();
});
