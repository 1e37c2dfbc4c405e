const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Describes a time as people do: `just now`, `5 minutes ago`, `yesterday`. @param now in milliseconds. */
export function describeTime(date: Date, now: number): string {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const unit = units.find(([, length]) => Math.abs(seconds) >= length);
  return unit === undefined ? 'just now' : relative.format(Math.trunc(seconds / unit[1]), unit[0]);
}

/** Describes the time that is left as a clock shows it: `9:58`, `1:09:58`, `2 d 1:09:58`; `due` when none is. */
export function describeCountdown(leftMs: number): string {
  const left = Math.ceil(leftMs / 1000);
  if (left <= 0) return 'due';
  const [days, hours, minutes, seconds] = [
    Math.floor(left / 86_400),
    Math.floor(left / 3600) % 24,
    Math.floor(left / 60) % 60,
    left % 60,
  ];
  const withHours = days > 0 || hours > 0;
  const parts = [...(withHours ? [hours] : []), minutes, seconds];
  const text = parts
    .map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
  return days > 0 ? `${days} d ${text}` : text;
}
