/** Spans of time that the plots can show, in minutes. */
export const ranges = [5, 15, 60] as const;
type Range = (typeof ranges)[number];

export const rangeNames: Readonly<Record<Range, string>> = {
  5: 'Last 5 minutes',
  15: 'Last 15 minutes',
  60: 'Last hour',
};

/** What the plots show; a part of the address. */
export interface MetricsFilters {
  readonly minutes?: Range | undefined;
}

/** Reads the range of an address; one that does not exist is left out. */
export function parseMetricsFilters(search: Readonly<Record<string, unknown>>): MetricsFilters {
  const minutes = ranges.find((each) => each === search['minutes']);
  return minutes === undefined ? {} : { minutes };
}
