import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import { Repeated } from '../platform/repeated.ts';
import type { Storage } from '../storage/storage.ts';
import { Breaker } from './breaker.ts';
import { type Claimed, claim, originsOf, release } from './claim.ts';
import { finish } from './finish.ts';
import { Gate } from './gate.ts';
import type { Outcome } from './verdict.ts';

/** Requests that are under way at the same time: to one server, and in all. */
const requests = { perOrigin: 16, inAll: 512 };
/** Lines that are worked at: more, since what has been answered has to be written, and others are ready then. */
const lines = { perOrigin: 48, inAll: 1024 };
/** Room that a look is worth while there are lines enough to go on with. */
const worthwhile = 16;
/** Deliveries after which a line gets behind the others, when there is not room for all. */
const longestTurn = 5;
/** Milliseconds between two looks, of real time: what others have left is found even if nobody tells. */
const interval = 1000;
/** Milliseconds of real time that whoever waits for quiet waits at most: where others always make more, it never is. */
const patience = 300_000;
/** Milliseconds after which what a server that is down was to be told is given up. */
const longestWait = 600_000;

interface DispatcherOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Makes one attempt; never rejects. */
  readonly attempt: (claimed: Claimed) => Promise<Outcome>;
  /** Told of each attempt, and of each delivery that is given up. */
  readonly attempted: (outcome: Outcome) => void;
  readonly failed: (error: unknown) => void;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/**
 * Sends what is due, over and over. Lines go on side by side, each in its order; of several processes, each takes
 * lines that no other works at. A server that does not answer fills only its own share.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #looking: Repeated;
  /** Lanes under way, by the server that they go to. */
  readonly #busy = new Map<string, Set<number>>();
  readonly #breaker = new Breaker();
  readonly #gates = { perOrigin: new Gate(requests.perOrigin), inAll: new Gate(requests.inAll) };
  /** Where the last look ended for want of room; the next goes on there, so that each server has its turn. */
  #last = '';
  /** Whether the last look has left something for want of room. */
  #isShort = false;
  /** How many of these have failed by our own fault, and rest. */
  #failing = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Those who wait for a place among the requests. */
  readonly #atGates = new Set<() => void>();
  /** Those who wait for a line to end. */
  readonly #waiting = new Set<() => void>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#looking = new Repeated(() => this.#look(), options.failed);
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), interval).unref();
    this.wake();
  }

  /** Looks for what is due. */
  wake(): void {
    void this.#looking.run();
  }

  /** Sends all that is due now, whatever comes of it; what comes due again later waits. */
  async settle(): Promise<void> {
    const end = performance.now() + patience;
    do await this.#looking.run();
    while (await this.#oneEnds(end - performance.now()));
  }

  /** Ends what is under way, and begins nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    // What waits for a place is left to others.
    for (const enter of this.#atGates) enter();
    await this.#looking.stop();
    while (await this.#oneEnds());
  }

  /** Whether one of the lines under way has ended; false when there is none, or when it takes too long. */
  #oneEnds(milliseconds?: number): Promise<boolean> {
    if (this.#count() <= this.#failing) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const ended = () => resolve(true);
    this.#waiting.add(ended);
    const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds, false);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(ended);
    });
  }

  #count(): number {
    let count = 0;
    for (const lanes of this.#busy.values()) count += lanes.size;
    return count;
  }

  async #look(): Promise<void> {
    const { storage, clock } = this.#options;
    const found = await originsOf(storage, clock.now());
    const origins = found.map(({ origin }) => origin);
    this.#breaker.keep(origins);
    const next = Math.max(
      origins.findIndex((origin) => origin > this.#last),
      0,
    );
    const inTurn = [...found.slice(next), ...found.slice(0, next)].filter(({ due }) => due === 1);
    this.#isShort = false;
    // There is always some left for one that comes to be told of something.
    const share = Math.floor(lines.inAll / (inTurn.length + 1)) || 1;
    for (const { origin } of inTurn) {
      if (this.#stopped) return;
      const busy = this.#busy.get(origin) ?? new Set<number>();
      const free = Math.min(Math.min(lines.perOrigin, share) - busy.size, lines.inAll - this.#count());
      const room =
        free < worthwhile && busy.size > 0 ? 0 : this.#breaker.room(origin, clock.now(), free, busy.size);
      const now = clock.now();
      const claimed = room <= 0 ? [] : await claim(storage, { origin, now, due: now, room, busy });
      // One that is down, and is not being tried just now, wants no room.
      const rests = room <= 0 && busy.size === 0 && !this.#breaker.isUp(origin);
      if (claimed.length >= room && !rests) this.#isShort = true;
      const overdue = rests
        ? await claim(storage, { origin, now, due: now - longestWait, room: free, busy })
        : [];
      if (claimed.length + overdue.length === 0) continue;
      this.#last = origin;
      this.#busy.set(origin, busy);
      for (const each of claimed) this.#begin(each.lane, busy, this.#run(each));
      for (const each of overdue) this.#begin(each.lane, busy, this.#giveUp(each));
    }
  }

  #begin({ id, origin }: Claimed['lane'], busy: Set<number>, work: Promise<void>): void {
    busy.add(id);
    const end = () => {
      busy.delete(id);
      if (busy.size === 0 && this.#busy.get(origin) === busy) this.#busy.delete(origin);
    };
    const tell = () => {
      for (const ended of this.#waiting) ended();
    };
    work.then(
      () => {
        end();
        tell();
        // A look for each would find little.
        if (this.#isShort && busy.size % worthwhile === 0) this.wake();
      },
      (error: unknown) => {
        // The delivery will be sent again, but not at once: what could not be written will not be so soon.
        this.#options.failed(error);
        this.#failing++;
        setTimeout(() => {
          this.#failing--;
          end();
        }, interval).unref();
        tell();
      },
    );
  }

  /** Waits for a place among the requests that may be under way. Answers what leaves it. */
  async #enter(origin: string): Promise<() => void> {
    const enter = async (gate: Gate, key: string) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const leave = gate.enter(key, resolve);
      this.#atGates.add(resolve);
      if (this.#stopped) resolve();
      await promise;
      this.#atGates.delete(resolve);
      return leave;
    };
    const leaveOrigin = await enter(this.#gates.perOrigin, origin);
    const leaveAll = await enter(this.#gates.inAll, '');
    return () => {
      leaveAll();
      leaveOrigin();
    };
  }

  /** Works at a line until nothing in it is due. */
  async #run(first: Claimed): Promise<void> {
    const { storage, clock, attempt, attempted, chance } = this.#options;
    let turns = 0;
    for (let next: Claimed | undefined = first; next !== undefined; ) {
      if (this.#stopped) return release(storage, next);
      const { origin } = next.lane;
      const wasUp = this.#breaker.isUp(origin);
      const leave = await this.#enter(origin);
      // What was to be sent before the server went down waits like the rest.
      if (this.#stopped || (wasUp && !this.#breaker.isUp(origin))) {
        leave();
        return release(storage, next);
      }
      const started = clock.now();
      const outcome = await attempt(next).finally(leave);
      attempted(outcome);
      const now = clock.now();
      this.#breaker.record(origin, outcome, now);
      turns++;
      const hasTurn = () => turns < longestTurn || !this.#isShort;
      const goesOn = () => !this.#stopped && this.#breaker.isUp(origin) && hasTurn();
      next = await finish(storage, next, outcome, {
        started: instant(started),
        now,
        chance: chance(),
        goesOn,
      });
    }
  }

  /** Ends what a line has waited with for too long; nothing is sent. */
  async #giveUp(first: Claimed): Promise<void> {
    const { storage, clock, attempted } = this.#options;
    for (let next: Claimed | undefined = first; next !== undefined; ) {
      const now = clock.now();
      if (this.#stopped || Date.parse(next.delivery.date_updated) > now - longestWait)
        return release(storage, next);
      attempted(givenUp);
      const circumstances = { started: instant(now), now, chance: 0, goesOn: () => true };
      next = await finish(storage, next, givenUp, circumstances);
    }
  }
}

const givenUp: Outcome = {
  status: null,
  error: 'server-down: it could not be reached for ten minutes, and this was not tried again',
  body: null,
  duration: 0,
  verdict: 'dead',
  server: undefined,
};
