import { useEffect, useState } from 'react';
import type { ClockDue } from '../../api/clock.ts';

/**
 * The time of the server's clock in milliseconds, which goes on between two replies unless the clock stands still.
 *
 * @param receivedAt when the reply arrived, in milliseconds of the browser's clock.
 */
export function useServerTime({ now, frozen }: ClockDue, receivedAt: number): number {
  const [browserTime, setBrowserTime] = useState(receivedAt);
  useEffect(() => {
    if (frozen) return;
    const timer = setInterval(() => setBrowserTime(Date.now()), 250);
    return () => clearInterval(timer);
  }, [frozen]);
  return now.getTime() + (frozen ? 0 : Math.max(0, browserTime - receivedAt));
}
