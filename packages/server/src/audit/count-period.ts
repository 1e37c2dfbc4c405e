/** Requests that the audit log does not record one by one are counted per hour. */
const periodMs = 3_600_000;

/** The number of the hour of an instant, in milliseconds since the epoch. */
export const countPeriodAt = (now: number): number => Math.floor(now / periodMs);
