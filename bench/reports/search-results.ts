import type { Summary } from './samples.ts';

/** The searches of one kind, over one connection, one after the other. */
export interface SearchQueryResult {
  readonly title: string;
  readonly example: string;
  readonly summary: Summary;
}

/** What a search takes, and what its index costs those who write. */
export interface SearchResults {
  readonly messages: number;
  /** How long the server took to build the index of what it had. */
  readonly buildSeconds: number;
  readonly queries: readonly SearchQueryResult[];
  readonly withSearch: Summary;
  readonly withoutSearch: Summary;
  /** Median over the rounds of the speed of creating messages with a search divided by that without. */
  readonly speedRatio: number;
}
