/**
 * Returns the delay of a `Retry-After` header in milliseconds from `now`; undefined if it is missing or invalid. The
 * header has seconds or a date.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // HTTP dates begin with the weekday. Date.parse alone would accept "-5" as a date.
  const moment = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}
