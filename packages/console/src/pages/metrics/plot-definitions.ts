import type { MetricsSample } from '../../api/metrics.ts';
import type { Unit } from './format-value.ts';

/** The tokens that lines are drawn with. */
export const tones = ['accent', 'success', 'warning', 'danger', 'muted'] as const;
export type Tone = (typeof tones)[number];

/** Lengths of the strokes and gaps of a line, in pixels; none for a solid line. */
type Dash = readonly number[];

/** A line of a plot. Its dash tells it apart where its colour does not. */
export interface PlotSeries {
  readonly name: string;
  readonly tone: Tone;
  readonly dash: Dash;
  /** null where there is no number, which leaves a gap in the line. */
  readonly value: (sample: MetricsSample) => number | null;
}

export interface PlotDefinition {
  readonly title: string;
  readonly unit: Unit;
  /** What the numbers mean, and what is wrong when they are high. */
  readonly meaning: string;
  /** The plot reaches at least up to here, so that the noise of small numbers stays small. */
  readonly minTop: number;
  readonly series: readonly PlotSeries[];
}

/** Plots that belong together. */
export interface PlotSection {
  readonly title: string;
  readonly plots: readonly PlotDefinition[];
}

const dashes: readonly Dash[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const defaultTones: readonly Tone[] = ['accent', 'warning', 'danger', 'success'];

const line = (
  name: string,
  value: PlotSeries['value'],
  index = 0,
  tone: Tone = defaultTones[index] ?? 'muted',
): PlotSeries => ({ name, value, tone, dash: dashes[index] ?? [] });

/** All requests of a sample, per second. */
export const requestsOf = (sample: MetricsSample): number =>
  sample.requests2xx + sample.requests3xx + sample.requests4xx + sample.requests5xx;

const requests: PlotSection = {
  title: 'Requests',
  plots: [
    {
      title: 'Requests by status',
      unit: 'perSecond',
      meaning:
        'A status of 4xx is a fault of a client, one of 5xx a fault of the server: its log has the reason.',
      minTop: 1,
      series: [
        line('2xx', (sample) => sample.requests2xx, 0, 'success'),
        line('3xx', (sample) => sample.requests3xx, 3, 'muted'),
        line('4xx', (sample) => sample.requests4xx, 1, 'warning'),
        line('5xx', (sample) => sample.requests5xx, 2, 'danger'),
      ],
    },
    {
      title: 'Latency',
      unit: 'milliseconds',
      meaning:
        'From the arrival of a request to its reply: half of them take up to p50, one in a hundred takes longer than p99.',
      minTop: 5,
      series: [
        line('p50', (sample) => sample.latencyP50),
        line('p95', (sample) => sample.latencyP95, 1),
        line('p99', (sample) => sample.latencyP99, 2),
      ],
    },
    {
      title: 'Requests by account',
      unit: 'perSecond',
      meaning:
        'Whether the load comes from the account that you are signed in with. Its last requests are on the page Requests.',
      minTop: 1,
      series: [
        line('this account', (sample) => sample.requestsOfAccount),
        line(
          'all others',
          (sample) => Math.max(requestsOf(sample) - sample.requestsOfAccount, 0),
          1,
          'muted',
        ),
      ],
    },
  ],
};

const causes: PlotSection = {
  title: 'What requests need',
  plots: [
    {
      title: 'Database',
      unit: 'milliseconds',
      meaning:
        'How long reads and writes take, with the wait for their turn. High writes mean a slow disk, or rows that another session keeps locked.',
      minTop: 5,
      series: [
        line('read p50', (sample) => sample.databaseReadP50, 0, 'accent'),
        line('read p99', (sample) => sample.databaseReadP99, 1, 'accent'),
        line('write p50', (sample) => sample.databaseWriteP50, 2, 'warning'),
        line('write p99', (sample) => sample.databaseWriteP99, 3, 'danger'),
      ],
    },
    {
      title: 'Processor',
      unit: 'share',
      meaning:
        'The event loop is the one thread that serves requests. Near 100 %, this process cannot do more: add another one.',
      minTop: 1,
      series: [
        line('event loop', (sample) => sample.eventLoop),
        line('processor', (sample) => sample.cpu, 1),
      ],
    },
    {
      title: 'Memory',
      unit: 'bytes',
      meaning: 'What the process occupies. It grows with open sessions and long pages, and falls again.',
      minTop: 100e6,
      series: [line('resident', (sample) => sample.memoryBytes)],
    },
  ],
};

const background = (consumers: readonly string[]): PlotSection => ({
  title: 'Background work and clients',
  plots: [
    {
      title: 'Deliveries to webhooks',
      unit: 'perSecond',
      meaning:
        'A failed attempt is retried; a delivery whose last retry fails is a dead letter. The page Webhooks has the replies.',
      minTop: 1,
      series: [
        line('delivered', (sample) => sample.deliveries, 0, 'success'),
        line('failed attempts', (sample) => sample.failedAttempts, 1),
        line('dead letters', (sample) => sample.deadDeliveries, 2),
      ],
    },
    {
      title: 'Waiting deliveries',
      unit: 'count',
      meaning:
        'Of all processes. They grow while a target is slow or down; the page Webhooks shows which one, and why.',
      minTop: 10,
      series: [line('waiting', (sample) => sample.pendingDeliveries)],
    },
    {
      title: 'Lag of the log consumers',
      unit: 'count',
      meaning:
        'Records of the event log that a consumer has yet to read. It should return to 0; otherwise the consumer is stuck, and the log names the error.',
      minTop: 10,
      series: consumers.map((name, index) =>
        line(name, ({ consumerLags }) => consumerLags[name] ?? null, index),
      ),
    },
    {
      title: 'Lag of the scheduler',
      unit: 'seconds',
      meaning:
        'How late timers and jobs are. It should be 0; otherwise one of them takes long, or fails and is repeated.',
      minTop: 5,
      series: [line('late by', (sample) => sample.schedulerLag)],
    },
    {
      title: 'Real-time sessions',
      unit: 'count',
      meaning:
        'Connections of client SDKs to this process. A sudden fall means that they have lost it and connect again.',
      minTop: 10,
      series: [line('open', (sample) => sample.sessions)],
    },
  ],
});

/** The plots of a page. @param newest names the log consumers. */
export const plotSections = (newest: Pick<MetricsSample, 'consumerLags'>): readonly PlotSection[] => [
  requests,
  causes,
  background(Object.keys(newest.consumerLags)),
];
