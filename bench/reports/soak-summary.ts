/** Summarises the samples of a soak. */

import type { SoakPart, SoakSample, SoakTrend } from './soak-results.ts';
import { median, medianOrNull } from './statistics.ts';

const partCount = 5;

/** Divides the samples of a run into fifths of equal time; leaves out those without a sample. */
export function summariseParts(samples: readonly SoakSample[], runSeconds: number): SoakPart[] {
  const length = runSeconds / partCount;
  return Array.from({ length: partCount }, (_, index) => index).flatMap((index) => {
    const isLast = index === partCount - 1;
    const own = samples.filter(
      ({ seconds }) => seconds > index * length && (isLast || seconds <= (index + 1) * length),
    );
    if (own.length === 0) return [];
    const files = own.map((sample) => sample.openFiles).filter((count) => count !== null);
    return [
      {
        fromSeconds: index * length,
        toSeconds: (index + 1) * length,
        residentMebibytes: medianOrNull(own.map((sample) => sample.residentMebibytes)),
        ownMebibytes: medianOrNull(own.map((sample) => sample.ownMebibytes)),
        heapMebibytes: median(own.map((sample) => sample.heapMebibytes)),
        externalMebibytes: median(own.map((sample) => sample.externalMebibytes)),
        openFiles: files.length === 0 ? null : Math.max(...files),
        requests: own.reduce((sum, sample) => sum + sample.requests, 0),
        p99Milliseconds: Math.max(...own.map((sample) => sample.p99Milliseconds)),
        problems: own.reduce((sum, sample) => sum + sample.problems, 0),
      },
    ];
  });
}

/** Fits a line to memory without mapped files after the first third; null with fewer than two samples of it. */
export function memoryTrend(samples: readonly SoakSample[], runSeconds: number): SoakTrend | null {
  const points = samples.flatMap(({ seconds, ownMebibytes }) =>
    seconds > runSeconds / 3 && ownMebibytes !== null ? [{ x: seconds, y: ownMebibytes }] : [],
  );
  if (points.length < 2) return null;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const variance = mean(points.map(({ x }) => (x - meanX) ** 2));
  if (variance === 0) return null;
  const perSecond = covariance / variance;
  return {
    mebibytesPerHour: perSecond * 3600,
    relativeGrowth: meanY === 0 ? 0 : (perSecond * runSeconds * (2 / 3)) / meanY,
  };
}
