import type { Consumer } from '../events/consumer.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { Clock } from '../platform/clock.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { Storage } from '../storage/storage.ts';
import { createAttemptDelivery } from './delivery/attempt-delivery.ts';
import type { AttemptOutcome } from './delivery/attempt-outcome.ts';
import { Dispatcher, type OriginState } from './delivery/dispatcher.ts';
import type { FindAuthToken } from './http/build-request.ts';
import type { Sender } from './http/sender.ts';
import { createBackfillJob } from './queue/backfill.ts';
import { createDeleteOldDeliveries } from './queue/delete-old-deliveries.ts';
import { createFanOutConsumer } from './queue/fan-out.ts';

interface WebhooksOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Sends the deliveries; closed by `stop`. */
  readonly sender: Pick<Sender, 'send' | 'close'>;
  readonly findAuthToken: FindAuthToken;
  /** How long finished deliveries are kept. */
  readonly retentionMs: number;
  /** Resolves when the background work may use the thread for so long. */
  readonly acquire: (costMs: number) => Promise<void>;
  /** Called for failures of our own. */
  readonly onError: (error: unknown) => void;
  /** Called for each attempt, and for each delivery that is dead-lettered without one. */
  readonly onAttempt: (outcome: AttemptOutcome) => void;
}

/** Estimated main-thread cost of one attempt. */
const attemptCostMs = 0.25;

/** Post-action webhooks: events of the log become deliveries, which the delivery dispatcher sends. */
export class Webhooks {
  /** Enqueues the deliveries of events. */
  readonly consumer: Consumer;
  /** Enqueue deliveries of messages that are older than a webhook, and delete old deliveries. */
  readonly periodicJobs: readonly PeriodicJob[];
  readonly #dispatcher: Dispatcher;
  readonly #sender: Pick<Sender, 'close'>;

  constructor(options: WebhooksOptions) {
    const { storage, clock, randomness, sender, findAuthToken, acquire, onError, onAttempt } = options;
    this.periodicJobs = [
      createBackfillJob({ storage, clock, onEnqueued: () => this.wake() }),
      createDeleteOldDeliveries({ storage, clock, retentionMs: options.retentionMs }),
    ];
    this.#sender = sender;
    const attemptDelivery = createAttemptDelivery({ sender, findAuthToken });
    this.#dispatcher = new Dispatcher({
      storage,
      clock,
      attemptDelivery: async (leased) => {
        await acquire(attemptCostMs);
        return attemptDelivery(leased);
      },
      onAttempt,
      onError,
      randomFraction: () => Number.parseInt(randomness.randomHex(8), 16) / 0xffffffff,
    });
    this.consumer = createFanOutConsumer({
      clock,
      leaseNewLanes: () => this.#dispatcher.leaseNewLanes(),
      takeOver: (leased) => this.#dispatcher.takeOver(leased),
      onEnqueued: () => this.wake(),
    });
  }

  start(): void {
    this.#dispatcher.start();
  }

  /** Makes the dispatcher look for lanes that are due. */
  wake(): void {
    this.#dispatcher.wake();
  }

  /** What this process knows of an origin, by its key. */
  stateOf(origin: string): OriginState {
    return this.#dispatcher.stateOf(origin);
  }

  /** Resolves when everything that is due has been attempted; it does not wait for retries. */
  settle(): Promise<void> {
    return this.#dispatcher.settle();
  }

  async stop(): Promise<void> {
    await this.#dispatcher.stop();
    await this.#sender.close();
  }
}
