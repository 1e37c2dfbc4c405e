import type { SampleReport } from '../helper-messages.ts';

/** The load of one sample, with the CPU time that the server used for it. */
export interface Sample extends SampleReport {
  readonly requestsPerSecond: number;
  readonly cpuMicrosecondsPerRequest: number | null;
}

/** The medians of the samples of one server in one scenario. */
export interface Summary {
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly cpuMicrosecondsPerRequest: number | null;
  readonly samples: readonly Sample[];
}
