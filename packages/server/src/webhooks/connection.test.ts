import { expect, it } from 'vitest';
import { connectionOf, usualTimeouts } from './connection.ts';

const url = 'https://example.com/hook?rc=5';
const usual = { timeouts: usualTimeouts, retries: undefined, retryOn: undefined };

it.each(['', '#', '#section', '#rc=&ct=x&rt=-1&tt=1e3&rp=', '#rc=1.5&rp=never', '#RC=1'])(
  'is as usual with %j',
  (fragment) => {
    expect(connectionOf(url + fragment)).toEqual(usual);
  },
);

it('is as the fragment says', () => {
  expect(connectionOf(`${url}#rc=2&ct=500&rt=1500&tt=3000&rp=5xx,ct,other`)).toEqual({
    timeouts: { connect: 500, read: 1500, total: 3000 },
    retries: 2,
    retryOn: ['5xx', 'ct'],
  });
  expect(connectionOf(`${url}#rp=all&rc=0&e=dublin&sni=y`)).toEqual({
    ...usual,
    retries: 0,
    retryOn: ['all'],
  });
});

it('keeps numbers within bounds', () => {
  expect(connectionOf(`${url}#rc=99&ct=99999&rt=99999&tt=99999`)).toMatchObject({
    timeouts: { connect: 10_000, read: 15_000, total: 15_000 },
    retries: 5,
  });
  expect(connectionOf(`${url}#ct=1&rt=1&tt=0`).timeouts).toEqual({ connect: 100, read: 100, total: 100 });
});

it('gives no stage more time than the whole, and the whole as much as the longest that was asked for', () => {
  expect(connectionOf(`${url}#tt=700`).timeouts).toEqual({ connect: 700, read: 700, total: 700 });
  expect(connectionOf(`${url}#rt=9000`).timeouts).toEqual({ connect: 5000, read: 9000, total: 9000 });
  expect(connectionOf(`${url}#tt=12000`).timeouts).toEqual({ connect: 5000, read: 12_000, total: 12_000 });
});
