import { useSyncExternalStore } from 'react';

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** Describes a time as people do: `just now`, `5 minutes ago`, `yesterday`. */
function describeTime(date: Date, now: number): string {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const unit = units.find(([, length]) => Math.abs(seconds) >= length);
  return unit === undefined ? 'just now' : relative.format(Math.trunc(seconds / unit[1]), unit[0]);
}

/** The minute, as a store, so that all times on a page are rendered again together. */
const minutes = {
  get: () => Math.floor(Date.now() / 60_000),
  subscribe: (listener: () => void) => {
    const timer = setInterval(listener, 60_000);
    return () => clearInterval(timer);
  },
};

/** A time relative to now, with the exact time as its title. */
export function Time({ date }: { readonly date: Date }) {
  useSyncExternalStore(minutes.subscribe, minutes.get);
  return (
    <time dateTime={date.toISOString()} title={absolute.format(date)}>
      {describeTime(date, Date.now())}
    </time>
  );
}
