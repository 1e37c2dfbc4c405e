import { expect, it } from 'vitest';
import { defaultTimeouts } from '../http/timeouts.ts';
import { parseConnectionOverrides } from './delivery-policy.ts';

const url = 'https://example.com/hook?rc=5';
const defaults = { timeouts: defaultTimeouts, maxRetries: undefined, retryOn: undefined };

it.each(['', '#', '#section', '#rc=&ct=x&rt=-1&tt=1e3&rp=', '#rc=1.5&rp=never', '#RC=1'])(
  'the fragment %j overrides nothing',
  (fragment) => {
    expect(parseConnectionOverrides(url + fragment)).toEqual(defaults);
  },
);

it('a fragment overrides timeouts, the number of retries and the retry reasons', () => {
  expect(parseConnectionOverrides(`${url}#rc=2&ct=500&rt=1500&tt=3000&rp=5xx,ct,other`)).toEqual({
    timeouts: { connectMs: 500, readMs: 1500, totalMs: 3000 },
    maxRetries: 2,
    retryOn: ['5xx', 'ct'],
  });
  expect(parseConnectionOverrides(`${url}#rp=all&rc=0&e=dublin&sni=y`)).toEqual({
    ...defaults,
    maxRetries: 0,
    retryOn: ['all'],
  });
});

it('numbers are clamped', () => {
  expect(parseConnectionOverrides(`${url}#rc=99&ct=99999&rt=99999&tt=99999`)).toMatchObject({
    timeouts: { connectMs: 10_000, readMs: 15_000, totalMs: 15_000 },
    maxRetries: 5,
  });
  expect(parseConnectionOverrides(`${url}#ct=1&rt=1&tt=0`).timeouts).toEqual({
    connectMs: 100,
    readMs: 100,
    totalMs: 100,
  });
});

it('the total timeout limits both stages, and a longer timeout of a stage extends the total', () => {
  expect(parseConnectionOverrides(`${url}#tt=700`).timeouts).toEqual({
    connectMs: 700,
    readMs: 700,
    totalMs: 700,
  });
  expect(parseConnectionOverrides(`${url}#rt=9000`).timeouts).toEqual({
    connectMs: 5000,
    readMs: 9000,
    totalMs: 9000,
  });
  expect(parseConnectionOverrides(`${url}#tt=12000`).timeouts).toEqual({
    connectMs: 5000,
    readMs: 12_000,
    totalMs: 12_000,
  });
});
