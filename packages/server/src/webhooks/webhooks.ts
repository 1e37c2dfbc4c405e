import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { Clock } from '../platform/clock.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { Storage } from '../storage/storage.ts';
import { createAttemptDelivery } from './delivery/attempt-delivery.ts';
import type { AttemptOutcome } from './delivery/attempt-outcome.ts';
import { Dispatcher } from './delivery/dispatcher.ts';
import type { Sender } from './http/sender.ts';
import { buildParameters, toPayloadInput } from './payload/build-parameters.ts';
import { backfill } from './queue/backfill.ts';
import { createFanOutConsumer } from './queue/fan-out.ts';

interface WebhooksOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sender: Pick<Sender, 'send' | 'close'>;
  readonly findAuthToken: (accountSid: string) => string | undefined;
  /** Resolves when some milliseconds of work may begin. */
  readonly acquire: (costMs: number) => Promise<void>;
  /** Told of errors that are our fault. */
  readonly onError: (error: unknown) => void;
  /** Told of each attempt. */
  readonly onAttempt: (outcome: AttemptOutcome) => void;
}

/** Milliseconds that an attempt keeps the thread busy, about. */
const attemptCostMs = 0.25;

/** Tells webhooks of what the log has: events become deliveries, and deliveries are sent. */
export class Webhooks {
  /** Makes deliveries of events. */
  readonly consumer: Consumer;
  /** Tells new webhooks of what was before them. */
  readonly periodicJob: PeriodicJob;
  readonly #dispatcher: Dispatcher;
  readonly #sender: Pick<Sender, 'close'>;

  constructor(options: WebhooksOptions) {
    const { storage, clock, randomness, sender, findAuthToken, acquire, onError, onAttempt } = options;
    const fanOutDeps = {
      storage,
      clock,
      buildParameters: (event: LoggedEvent) => {
        const input = toPayloadInput(event);
        return input === undefined ? [] : buildParameters(input);
      },
      onConsumed: () => this.wake(),
    };
    this.consumer = createFanOutConsumer(fanOutDeps);
    this.periodicJob = () => backfill(fanOutDeps);
    this.#sender = sender;
    const sendAttempt = createAttemptDelivery({ sender, findAuthToken });
    this.#dispatcher = new Dispatcher({
      storage,
      clock,
      attemptDelivery: async (leased) => {
        await acquire(attemptCostMs);
        return sendAttempt(leased);
      },
      onAttempt,
      onError,
      randomFraction: () => Number.parseInt(randomness.randomHex(8), 16) / 0xffffffff,
    });
  }

  start(): void {
    this.#dispatcher.start();
  }

  /** Sends what is due. */
  wake(): void {
    this.#dispatcher.wake();
  }

  /** Answers when all that is due is delivered, or has to wait for another attempt. */
  settle(): Promise<void> {
    return this.#dispatcher.settle();
  }

  async stop(): Promise<void> {
    await this.#dispatcher.stop();
    await this.#sender.close();
  }
}
