import { fetchClockDue, listedOrDefault, type ReplyJson } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { type Clock, TestClock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { query } from '../../rest/handler.ts';
import type { Reader } from '../../storage/storage.ts';

/** Work that is done at a date, or as soon as possible if that is null. */
type DueWork = ReplyJson<(typeof fetchClockDue)['reply']>['due'][number];

/** Lists the work of one kind of an account that is due first, in any order. */
export type DueWorkSource = (
  reader: Reader,
  accountSid: string,
  limit: number,
) => Promise<readonly DueWork[]>;

/** Mounts the list of what is due next, from all sources. */
export function mountDueWork(
  server: FastifyInstance,
  deps: EndpointDeps,
  clock: Clock,
  sources: readonly DueWorkSource[],
): void {
  mountEndpoint(
    server,
    deps,
    fetchClockDue,
    query({
      async read(reader, { accountSid, parameters, now }) {
        const limit = listedOrDefault(parameters.limit);
        // One more than is shown, to find out whether there are more.
        const found = await Promise.all(sources.map((list) => list(reader, accountSid, limit + 1)));
        const due = found.flat().toSorted(compareDates);
        return {
          now: instant(now),
          test_clock: clock instanceof TestClock,
          frozen: clock instanceof TestClock && clock.isFrozen,
          due: due.slice(0, limit),
          has_more: due.length > limit,
        };
      },
    }),
  );
}

const compareDates = ({ date_due: one }: DueWork, { date_due: other }: DueWork): number =>
  one === other ? 0 : (one ?? '') < (other ?? '') ? -1 : 1;
