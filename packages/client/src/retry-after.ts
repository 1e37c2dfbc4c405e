/**
 * Milliseconds that a `Retry-After` header asks to wait, from `now` on; undefined when there is none or it
 * is unreadable. It holds seconds, or the date at which to come back.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // HTTP dates begin with the weekday. The engine's parser alone would take "-5" for a date too.
  const moment = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}
