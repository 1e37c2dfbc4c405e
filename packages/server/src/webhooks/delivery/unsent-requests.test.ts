import { expect, test } from 'vitest';
import { createDatabase, engines } from '../../../../../tests/support/engines/databases.ts';
import { loggedEvent } from '../../../test/logged-event.ts';
import { ManualClock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { openStorage } from '../../storage/open.ts';
import type { FailureCode, SendResult } from '../http/send-result.ts';
import { enqueueDeliveries } from '../queue/enqueue-deliveries.ts';
import { createAttemptDelivery } from './attempt-delivery.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import { Dispatcher } from './dispatcher.ts';

const unsent = (failure: FailureCode): SendResult => ({
  kind: 'failure',
  failure,
  detail: '',
  durationMs: 0,
});
const unavailable: SendResult = {
  kind: 'reply',
  status: 503,
  body: Buffer.alloc(0),
  isComplete: true,
  durationMs: 1,
};

test.each(engines)(
  '%s: requests that were not sent do not use up the attempts of a delivery',
  async (engine) => {
    const { url } = await createDatabase(engine);
    const storage = await openStorage(url);
    const clock = new ManualClock(new Date('2024-05-01T00:00:00Z'));
    const results = [unsent('busy'), unsent('closed'), unsent('busy'), unsent('busy')];
    const outcomes: AttemptOutcome[] = [];
    const retryCounts: (string | undefined)[] = [];
    const dispatcher = new Dispatcher({
      storage,
      clock,
      attemptDelivery: createAttemptDelivery({
        sender: {
          send: async ({ body }) => {
            retryCounts.push(new URLSearchParams(body ?? '').get('RetryCount') ?? undefined);
            return results.shift() ?? unavailable;
          },
        },
        findAuthToken: async () => 'token',
      }),
      onAttempt: (outcome) => outcomes.push(outcome),
      onError: (error) => expect.fail(String(error)),
      randomFraction: () => 0.5,
    });
    const event = loggedEvent({ time: instant(clock.now()), webhook_enabled: 1 });
    const target = { sid: 'WH', url: 'https://target.example', method: 'POST' } as const;
    const delivery = { sid: `WD${'0'.repeat(32)}`, event, target, parameters: [], ordering_key: 'CH' };
    await storage.write((transaction) => enqueueDeliveries(transaction, [delivery], instant(clock.now())));
    for (let n = 0; n < 10; n++) {
      await dispatcher.settle();
      clock.advance(200_000);
    }
    await dispatcher.stop();
    await storage.close();
    expect(outcomes.map(({ disposition }) => disposition)).toEqual([
      ...Array(4).fill('unsent'),
      ...Array(3).fill('retry'),
      'dead-letter',
    ]);
    expect(retryCounts).toEqual(['0', '0', '0', '0', '0', '1', '2', '3']);
  },
);
