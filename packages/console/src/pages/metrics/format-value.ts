/** What a number of a plot counts. Shares are from 0 to 1, and 1 is one processor or thread. */
export type Unit = 'perSecond' | 'milliseconds' | 'seconds' | 'share' | 'bytes' | 'count';

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  perSecond: (value) => `${short.format(value)}/s`,
  milliseconds: (value) => `${short.format(value)}\u00a0ms`,
  seconds: (value) => `${short.format(value)}\u00a0s`,
  share: (value) => `${short.format(value * 100)}\u00a0%`,
  bytes: (value) => `${short.format(value / 1e6)}\u00a0MB`,
  count: (value) => whole.format(value),
};

/** Formats a number with its unit; a number that there is not is a dash. */
export const formatValue = (value: number | null, unit: Unit): string =>
  value === null ? '–' : formats[unit](value);
