/* An hour of samples as a small server has them, for pictures: the morning of a support desk with a slow disk for a while. */

const intervalSeconds = 10;
const count = 360;

/** Returns the reply of the endpoint of the history. @param now the time of the newest sample, in milliseconds. */
export function makeMetricsHistory(now: number) {
  // Whole intervals, so that each refetch has the same samples and a few new ones.
  const newest = Math.floor(now / 1000 / intervalSeconds);
  return {
    process_sid: `PR01a2265b7335001100ede1fbb9f6dd05`,
    interval_seconds: intervalSeconds,
    samples: Array.from({ length: count }, (_, index) => makeSample(newest - count + 1 + index, index)),
  };
}

function makeSample(interval: number, index: number) {
  const noise = (seed: number) => Math.abs(Math.sin(interval * 12.9898 + seed * 78.233) * 43_758.5453) % 1;
  const load = 22 + 10 * Math.sin(index / 40) + 5 * noise(1);
  const isSlow = index > 295 && index < 318;
  const write = isSlow ? 60 + 45 * noise(2) : 3 + 2 * noise(2);
  return {
    date: new Date(interval * intervalSeconds * 1000).toISOString(),
    requests_2xx: load,
    requests_3xx: 0.4 * noise(3),
    requests_4xx: 0.8 + noise(4),
    requests_5xx: isSlow ? 0.3 * noise(5) : 0,
    requests_of_account: load * 0.7,
    latency_p50: 1.4 + 0.4 * noise(6),
    latency_p95: 4 + noise(7) + write * 0.6,
    latency_p99: 7 + 3 * noise(8) + write,
    database_read_p50: 0.3 + 0.1 * noise(9),
    database_read_p99: 1.2 + 0.6 * noise(10),
    database_write_p50: write * 0.5,
    database_write_p99: write,
    deliveries: load * 0.35,
    dead_deliveries: 0,
    failed_attempts: index > 180 && index < 240 ? 1.5 * noise(11) : 0,
    pending_deliveries: Math.round(
      index > 180 && index < 255 ? 20 + Math.min(index - 180, 60) * 1.5 : 3 * noise(12),
    ),
    sessions: Math.round(48 + 12 * Math.sin(index / 60)),
    consumer_lags: {
      webhooks: Math.round(isSlow ? 30 + 40 * noise(13) : 2 * noise(13)),
      channels: Math.round(2 * noise(14)),
    },
    scheduler_lag: isSlow ? noise(15) : 0,
    memory_bytes: 168e6 + 6e6 * noise(16) + index * 15e3,
    cpu: load / 90 + 0.05 * noise(17),
    event_loop: load / 120 + 0.04 * noise(18),
  };
}
