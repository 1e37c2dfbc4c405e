import { advance, type Consumer, settle } from '../events/consumer.ts';
import { eventLog, type LoggedEvent } from '../events/event.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Sids } from '../platform/sids.ts';
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
  readonly sids: Sids;
  readonly random: Random;
  readonly sender: Pick<Sender, 'send' | 'close'>;
  readonly authTokenOf: (accountSid: string) => string | undefined;
  /** Told of errors that are our fault. */
  readonly failed: (error: unknown) => void;
  /** Told of each attempt. */
  readonly attempted: (outcome: Outcome) => void;
}

/** Tells webhooks of what the log has: events become deliveries, and deliveries are sent. */
export class Webhooks {
  readonly #storage: Storage;
  readonly #consumer: Consumer;
  readonly #tellHistory: () => Promise<boolean>;
  readonly #dispatcher: Dispatcher;
  readonly #sender: Pick<Sender, 'close'>;
  readonly #failed: (error: unknown) => void;
  #reading: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor({ storage, clock, sids, random, sender, authTokenOf, failed, attempted }: WebhooksOptions) {
    this.#storage = storage;
    this.#sender = sender;
    this.#failed = failed;
    const telling = {
      storage,
      clock,
      nextSid: () => sids.next('WD'),
      parametersOf: (event: LoggedEvent) => {
        const occasion = occasionOf(event);
        return occasion === undefined ? [] : parametersOf(occasion);
      },
    };
    this.#consumer = fanOut(telling);
    this.#tellHistory = () => tellHistory(telling);
    const deliver = deliverer({ sender, authTokenOf });
    this.#dispatcher = new Dispatcher({
      storage,
      clock,
      attempt: async (claimed) => {
        const outcome = await deliver(claimed);
        attempted(outcome);
        return outcome;
      },
      failed,
      chance: () => Number.parseInt(random.hex(8), 16) / 0xffffffff,
    });
  }

  async start(): Promise<void> {
    await settle(this.#storage, this.#consumer);
    this.#storage.onAppend(eventLog, () => this.wake());
    this.#dispatcher.start(() => this.wake());
    this.wake();
  }

  /** Reads on in the log, and sends what comes of it. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#reading !== undefined) {
      this.#again = true;
      return;
    }
    this.#reading = this.#read()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#reading = undefined;
        if (!this.#again) return;
        this.#again = false;
        this.wake();
      });
  }

  /** Answers when all that the log has now is delivered, or has to wait for another attempt. */
  async settle(): Promise<void> {
    this.wake();
    while (this.#reading !== undefined) await this.#reading;
    await this.#dispatcher.settle();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    while (this.#reading !== undefined) await this.#reading;
    await this.#dispatcher.stop();
    await this.#sender.close();
  }

  async #read(): Promise<void> {
    let more = true;
    while (more && !this.#stopped) {
      more = (await this.#tellHistory()) || (await advance(this.#storage, this.#consumer));
      this.#dispatcher.wake();
    }
  }
}
