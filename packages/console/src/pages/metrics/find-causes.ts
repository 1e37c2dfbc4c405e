import type { MetricsSample } from '../../api/metrics.ts';
import { formatValue } from './format-value.ts';
import { requestsOf } from './plot-definitions.ts';

/** Something in the newest samples that is not as it should be. */
export interface Cause {
  /** Title of the plot that shows it. */
  readonly plot: string;
  readonly text: string;
}

/** Samples that are looked at: those of the last minute. */
const consideredSamples = 6;

/* The limits are those of the alert rules, or lower where a person who looks now wants to know earlier. */
const maxFailedShare = 0.01;
const slowRequestMs = 1000;
const slowDatabaseMs = 100;
const busyShare = 0.9;
const maxWaiting = 1000;
const lateSeconds = 10;
const dominantShare = 0.8;
/** Fewer requests per second than these make no account the cause of anything. */
const minRequests = 10;

/** Finds what explains a slow server in the last minute, the likeliest causes first. */
export function findCauses(samples: readonly MetricsSample[]): readonly Cause[] {
  const recent = samples.slice(-consideredSamples);
  const newest = recent.at(-1);
  if (newest === undefined) return [];
  const mean = (value: (sample: MetricsSample) => number) =>
    recent.reduce((sum, sample) => sum + value(sample), 0) / recent.length;
  const max = (value: (sample: MetricsSample) => number | null) =>
    Math.max(0, ...recent.map((sample) => value(sample) ?? 0));
  const causes: Cause[] = [];
  const add = (plot: string, text: string) => void causes.push({ plot, text });

  const all = mean(requestsOf);
  const failed = mean((sample) => sample.requests5xx) / Math.max(all, Number.EPSILON);
  if (failed > maxFailedShare)
    add('Requests by status', `${formatValue(failed, 'share')} of the requests get a status of 5xx.`);
  const write = max((sample) => sample.databaseWriteP99);
  const read = max((sample) => sample.databaseReadP99);
  const isBusy = mean((sample) => sample.eventLoop) > busyShare;
  // A thread without time for the replies of the database makes that look slow, too.
  if (!isBusy && Math.max(write, read) > slowDatabaseMs)
    add(
      'Database',
      `The database is slow: ${write > read ? 'writes' : 'reads'} take up to ${formatValue(Math.max(write, read), 'milliseconds')} (p99).`,
    );
  if (isBusy) add('Processor', 'The thread that serves requests is busy all the time.');
  const slow = max((sample) => sample.latencyP99);
  if (slow > slowRequestMs && causes.length === 0)
    add(
      'Latency',
      `Requests take up to ${formatValue(slow, 'milliseconds')} (p99), which neither the database nor the processor explains. They may wait for pre-action webhooks.`,
    );
  const share = mean((sample) => sample.requestsOfAccount) / Math.max(all, Number.EPSILON);
  if (causes.length > 0 && all > minRequests && share > dominantShare)
    add('Requests by account', `This account sends ${formatValue(share, 'share')} of the requests.`);
  for (const [consumer, lag] of Object.entries(newest.consumerLags))
    if (lag > maxWaiting)
      add('Lag of the log consumers', `${consumer} is ${formatValue(lag, 'count')} records behind.`);
  if (newest.schedulerLag > lateSeconds)
    add('Lag of the scheduler', `Timers and jobs are ${formatValue(newest.schedulerLag, 'seconds')} late.`);
  if ((newest.pendingDeliveries ?? 0) > maxWaiting)
    add('Waiting deliveries', `${formatValue(newest.pendingDeliveries, 'count')} deliveries wait.`);
  if (max((sample) => sample.deadDeliveries) > 0)
    add('Deliveries to webhooks', 'Deliveries have become dead letters: nobody retries them any more.');
  return causes;
}
