/** Observations up to a bound; infinity for the last bucket of a histogram, which has all of them. */
export interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/**
 * Estimates a quantile of the observations in a histogram, as `histogram_quantile` of Prometheus does: in proportion
 * within the bucket that contains it; the largest finite bound for what is above that.
 *
 * @param buckets with cumulative counts, by rising bounds.
 * @param q from 0 to 1.
 * @returns undefined without observations.
 */
export function estimateQuantile(buckets: readonly Bucket[], q: number): number | undefined {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const rank = q * total;
  let below: Bucket = { bound: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count < rank || bucket.count === 0) {
      below = bucket;
      continue;
    }
    if (bucket.bound === Number.POSITIVE_INFINITY) return below.bound;
    const share = (rank - below.count) / Math.max(bucket.count - below.count, 1);
    return below.bound + (bucket.bound - below.bound) * Math.max(share, 0);
  }
  return below.bound;
}
