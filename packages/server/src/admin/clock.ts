import {
  advanceClock,
  fetchClock,
  freezeClock,
  invalidParameter,
  parseDuration,
  resumeClock,
} from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import type { TestClock } from '../platform/clock.ts';
import { procedure } from '../rest/handler.ts';

/** Stored dates have years of four digits. This leaves a century for the longest timers. */
const maxTimeMs = Date.UTC(9900, 0);

/** Mounts the test clock. An advance replies when everything that is due by then has been done. */
export function mountClock(
  server: FastifyInstance,
  deps: EndpointDeps,
  clock: TestClock,
  runDue: () => Promise<void>,
): void {
  const getNow = async () => ({ now: new Date(clock.now()).toISOString(), frozen: clock.isFrozen });
  mountEndpoint(server, deps, fetchClock, procedure({ run: getNow }));
  mountEndpoint(
    server,
    deps,
    advanceClock,
    procedure({
      async run({ parameters }) {
        const durationMs = parseDuration(parameters.duration) ?? 0;
        if (clock.now() + durationMs > maxTimeMs)
          throw invalidParameter(
            'Duration',
            parameters.duration,
            'a duration after which the test clock is not past the year 9899',
          );
        clock.advance(durationMs);
        await runDue();
        return getNow();
      },
    }),
  );
  mountEndpoint(
    server,
    deps,
    freezeClock,
    procedure({
      run() {
        clock.freeze();
        return getNow();
      },
    }),
  );
  mountEndpoint(
    server,
    deps,
    resumeClock,
    procedure({
      run() {
        clock.resume();
        return getNow();
      },
    }),
  );
}
