import { describe, expect, test } from 'vitest';
import { parseOptions, UsageError } from '../../bench/options.ts';

describe('the options of the benchmark', () => {
  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['PT10M', 600_000],
    ['pt1h30m', 5_400_000],
  ])('--soak accepts %s', (value, milliseconds) => {
    expect(parseOptions(['--soak', value])).toMatchObject({ soakMs: milliseconds, rate: 200 });
  });

  test.each(['0s', '90', '-5s', '1d', 'PT0S', '24h', 'P1D', 'soon', ''])('--soak refuses "%s"', (value) => {
    expect(() => parseOptions([`--soak=${value}`])).toThrow(UsageError);
  });

  test('--peers uses few rows, because a peer writes all of them after each change', () => {
    expect(parseOptions(['--peers'])).toMatchObject({ peers: true, rows: 1000 });
  });

  test('--svg draws the scenarios and the peers, and is refused for other runs', () => {
    expect(parseOptions(['--svg', 'chart.svg'])).toMatchObject({ svgFile: 'chart.svg' });
    expect(parseOptions(['--peers', '--svg', 'chart.svg'])).toMatchObject({ svgFile: 'chart.svg' });
    expect(() => parseOptions(['--growth', '--svg', 'chart.svg'])).toThrow(UsageError);
  });

  test('two separate runs at once are refused', () => {
    expect(() => parseOptions(['--soak', '90s', '--growth'])).toThrow('choose one');
  });

  test('the rate of mixed load can be chosen, on either engine', () => {
    const options = parseOptions(['--soak', '90s', '--rate', '50', '--postgres']);
    expect(options).toMatchObject({ rate: 50, postgres: true });
  });
});
