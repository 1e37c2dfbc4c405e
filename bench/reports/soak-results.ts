/** The server's process and its replies during a few seconds of a soak. What the system does not report is null. */
export interface SoakSample {
  /** Since the start of the load. */
  readonly seconds: number;
  readonly residentMebibytes: number | null;
  /** Resident memory without memory-mapped files. */
  readonly ownMebibytes: number | null;
  readonly heapMebibytes: number;
  /** Buffers and other memory that V8 knows of, outside its heap. */
  readonly externalMebibytes: number;
  readonly openFiles: number | null;
  /** Since the sample before. */
  readonly requests: number;
  readonly p99Milliseconds: number;
  readonly problems: number;
}

/** Everything of one kind that went wrong. */
export interface SoakProblem {
  readonly kind: string;
  readonly count: number;
  readonly first: string;
}

/** A fifth of the run: memory and heap are medians, the others maxima and sums. */
export interface SoakPart extends Omit<SoakSample, 'seconds'> {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** How memory without mapped files changes after the first third of the run. */
export interface SoakTrend {
  readonly mebibytesPerHour: number;
  /** The change along that line from the first third to the end, relative to the mean. */
  readonly relativeGrowth: number;
}

export interface SoakResults {
  readonly seconds: number;
  /** Requests per second that were to be sent. */
  readonly rate: number;
  readonly requests: number;
  /** What arrived, each exactly once unless a problem says otherwise. */
  readonly webhooks: number;
  readonly streamEvents: number;
  readonly streamConnections: number;
  readonly socketMessages: number;
  readonly socketConnections: number;
  readonly parts: readonly SoakPart[];
  readonly trend: SoakTrend | null;
  readonly problems: readonly SoakProblem[];
  readonly samples: readonly SoakSample[];
}
