import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Chore } from '../resources/chore.ts';
import type { Storage } from '../storage/storage.ts';
import { deliverer } from './deliver.ts';
import { Dispatcher } from './dispatcher.ts';
import { fanOut } from './fan-out.ts';
import { tellHistory } from './history.ts';
import { occasionOf, parametersOf } from './parameters/parameters.ts';
import type { Sender } from './sender.ts';
import type { Outcome } from './verdict.ts';

interface WebhooksOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly sender: Pick<Sender, 'send' | 'close'>;
  readonly authTokenOf: (accountSid: string) => string | undefined;
  /** Resolves when some milliseconds of work may begin. */
  readonly giveWay: (cost: number) => Promise<void>;
  /** Told of errors that are our fault. */
  readonly failed: (error: unknown) => void;
  /** Told of each attempt. */
  readonly attempted: (outcome: Outcome) => void;
}

/** Milliseconds that an attempt keeps the thread busy, about. */
const costOfAttempt = 0.25;

/** Tells webhooks of what the log has: events become deliveries, and deliveries are sent. */
export class Webhooks {
  /** Makes deliveries of events. */
  readonly consumer: Consumer;
  /** Tells new webhooks of what was before them. */
  readonly chore: Chore;
  readonly #dispatcher: Dispatcher;
  readonly #sender: Pick<Sender, 'close'>;

  constructor(options: WebhooksOptions) {
    const { storage, clock, random, sender, authTokenOf, giveWay, failed, attempted } = options;
    const telling = {
      storage,
      clock,
      parametersOf: (event: LoggedEvent) => {
        const occasion = occasionOf(event);
        return occasion === undefined ? [] : parametersOf(occasion);
      },
      consumed: () => this.wake(),
    };
    this.consumer = fanOut(telling);
    this.chore = () => tellHistory(telling);
    this.#sender = sender;
    const deliver = deliverer({ sender, authTokenOf });
    this.#dispatcher = new Dispatcher({
      storage,
      clock,
      attempt: async (claimed) => {
        await giveWay(costOfAttempt);
        return deliver(claimed);
      },
      attempted,
      failed,
      chance: () => Number.parseInt(random.hex(8), 16) / 0xffffffff,
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
