import { describe, expect, test } from 'vitest';
import type { SoakSample } from '../../bench/reports/soak-results.ts';
import { memoryTrend, summariseParts } from '../../bench/reports/soak-summary.ts';

const sampleAt = (
  seconds: number,
  ownMebibytes: number | null,
  more: Partial<SoakSample> = {},
): SoakSample => ({
  seconds,
  residentMebibytes: null,
  ownMebibytes,
  heapMebibytes: 50,
  externalMebibytes: 5,
  openFiles: 20,
  requests: 10,
  p99Milliseconds: 5,
  problems: 0,
  ...more,
});

/** A sample every ten seconds of a run. */
const samplesOf = (runSeconds: number, memoryAt: (seconds: number) => number): SoakSample[] =>
  Array.from({ length: runSeconds / 10 }, (_, index) => (index + 1) * 10).map((seconds) =>
    sampleAt(seconds, memoryAt(seconds)),
  );

describe('the trend of memory', () => {
  test('memory that grows only in the first third is flat', () => {
    const trend = memoryTrend(
      samplesOf(3600, (seconds) => Math.min(200, 100 + seconds / 10)),
      3600,
    );
    expect(trend?.mebibytesPerHour).toBeCloseTo(0);
    expect(trend?.relativeGrowth).toBeCloseTo(0);
  });

  test('a leak shows as its rate per hour and as growth until the end', () => {
    const trend = memoryTrend(
      samplesOf(3600, (seconds) => 100 + seconds / 60),
      3600,
    );
    expect(trend?.mebibytesPerHour).toBeCloseTo(60);
    // 40 MiB in the last forty minutes, relative to a mean of about 140.
    expect(trend?.relativeGrowth).toBeCloseTo(40 / 140, 2);
  });

  test('samples that alternate around a level are flat', () => {
    const trend = memoryTrend(
      samplesOf(3600, (seconds) => 150 + ((seconds / 10) % 2) * 20),
      3600,
    );
    expect(Math.abs(trend?.relativeGrowth ?? 1)).toBeLessThan(0.01);
  });

  test.each([
    ['no samples', []],
    ['one sample after the first third', [sampleAt(10, 100), sampleAt(90, 100)]],
    ['samples without a figure', [sampleAt(70, null), sampleAt(90, null)]],
  ])('%s have no trend', (_, samples) => {
    expect(memoryTrend(samples, 100)).toBeNull();
  });
});

describe('the fifths of a run', () => {
  test('each sample counts in one fifth, also one after the end', () => {
    const samples = [5, 20, 21, 59, 99, 104].map((seconds) => sampleAt(seconds, seconds));
    const parts = summariseParts(samples, 100);
    expect(parts.map((part) => [part.fromSeconds, part.toSeconds, part.requests])).toEqual([
      [0, 20, 20],
      [20, 40, 10],
      [40, 60, 10],
      [80, 100, 20],
    ]);
    expect(parts[0]?.ownMebibytes).toBe(12.5);
  });

  test('a fifth has the worst latency, the most open files, and all errors', () => {
    const [part] = summariseParts(
      [
        sampleAt(1, 1, { p99Milliseconds: 9, openFiles: 3, problems: 2 }),
        sampleAt(2, 3, { p99Milliseconds: 4, openFiles: 7, problems: 1 }),
      ],
      100,
    );
    expect(part).toMatchObject({ p99Milliseconds: 9, openFiles: 7, problems: 3, ownMebibytes: 2 });
  });

  test('a figure that the system does not report stays unknown', () => {
    const [part] = summariseParts([sampleAt(1, null, { openFiles: null })], 100);
    expect(part).toMatchObject({ ownMebibytes: null, openFiles: null });
  });
});
