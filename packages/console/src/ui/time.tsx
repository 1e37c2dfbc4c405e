import { describeTime } from '../clock/describe-time.ts';
import { useServerNow } from '../clock/server-clock.ts';

const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** A time relative to that of the server, with the exact time as its title. */
export const Time = ({ date }: { readonly date: Date }) => (
  <time dateTime={date.toISOString()} title={absolute.format(date)}>
    {describeTime(date, useServerNow('minute'))}
  </time>
);
