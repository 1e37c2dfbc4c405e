/** What the list of requests shows; a part of its address. */
export interface RequestFilters {
  /** Whether only requests with an error are shown, or only those without one. */
  readonly failed?: boolean | undefined;
  readonly operation?: string | undefined;
  readonly slowerThanMs?: number | undefined;
}

/** No request takes longer. */
const maxSlowerThanMs = 999_999;

/** Reads the filters of an address; what is malformed is left out. */
export function parseRequestFilters(search: Readonly<Record<string, unknown>>): RequestFilters {
  const { failed, operation, slowerThanMs } = search;
  return {
    ...(typeof failed === 'boolean' && { failed }),
    ...(typeof operation === 'string' && /^[A-Za-z]{1,100}$/.test(operation) && { operation }),
    ...(isDuration(slowerThanMs) && { slowerThanMs }),
  };
}

const isDuration = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= maxSlowerThanMs;
