/** Latencies in a fixed number of buckets: recording must cost next to nothing at 80,000 a second. */

/** Below 10 ms a bucket is 1 microsecond wide, up to 1 s it is 100, up to 60 s it is 10,000. */
const bands = [
  { from: 0, until: 10_000, width: 1, firstBucket: 0 },
  { from: 10_000, until: 1_000_000, width: 100, firstBucket: 10_000 },
  { from: 1_000_000, until: 60_000_000, width: 10_000, firstBucket: 19_900 },
] as const;

const bucketCount = 25_800;

/** Counts of latencies by bucket; everything above 60 s goes into the last one. */
export class Histogram {
  readonly #buckets = new Uint32Array(bucketCount);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Records one latency, in microseconds. */
  record(microseconds: number): void {
    const index = bucketOf(microseconds);
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count += 1;
  }

  /** Returns the latency, in milliseconds, that a share (0 to 1) of all records did not exceed. */
  percentile(share: number): number {
    const wanted = Math.max(1, Math.ceil(this.#count * share));
    let seen = 0;
    for (let index = 0; index < bucketCount; index += 1) {
      seen += this.#buckets[index] ?? 0;
      if (seen >= wanted) return upperEnd(index) / 1000;
    }
    return 0;
  }
}

function bucketOf(microseconds: number): number {
  for (const band of bands) {
    if (microseconds < band.until) {
      return band.firstBucket + Math.floor((microseconds - band.from) / band.width);
    }
  }
  return bucketCount - 1;
}

/** The end of a bucket, in microseconds: a percentile is never told too small. */
function upperEnd(index: number): number {
  const band = bands.findLast((candidate) => index >= candidate.firstBucket) ?? bands[0];
  return band.from + (index - band.firstBucket + 1) * band.width;
}
