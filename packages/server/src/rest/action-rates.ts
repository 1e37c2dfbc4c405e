import { type ActionLimits, ApiError, isAction, type Route } from '@colloquy/contract';
import { canonicalSid } from './canonical-sid.ts';
import type { RequestContext } from './request-context.ts';

/** Keys that are counted in one second. Beyond it, the oldest is forgotten: no client can make the counts grow. */
const maxKeys = 10_000;

/** Counts the actions of each key in the current second. */
class RateLimit {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();
  #second = Number.NaN;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts one action at `now` (milliseconds since the epoch). Returns whether it is one too many. */
  isExceeded(key: string, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#counts.clear();
    this.#second = second;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > maxKeys && oldest !== undefined) this.#counts.delete(oldest);
    return count > this.#limit;
  }
}

const rateLimit = (limit: number | undefined): RateLimit | undefined =>
  limit === undefined ? undefined : new RateLimit(limit);

/** Limits how often clients change what is in a conversation, and in a service. */
export class ActionRates {
  readonly #conversations: RateLimit | undefined;
  readonly #services: RateLimit | undefined;

  constructor({ perConversation, perService }: ActionLimits) {
    this.#conversations = rateLimit(perConversation);
    this.#services = rateLimit(perService);
  }

  /**
   * Returns the function that counts the requests of a route; undefined if nothing limits them. A conversation has one
   * count for its SID and one for its unique name, because no database is asked.
   *
   * The function throws ApiError 50074 for the limit of the service, 50063 for that of the conversation.
   */
  counterOf(route: Route): ((request: RequestContext) => void) | undefined {
    const [conversations, services] = [this.#conversations, this.#services];
    if (!isAction(route) || (conversations === undefined && services === undefined)) return undefined;
    const { item, sidPrefix } = route.resource;
    const isConversation = sidPrefix === 'CH' || item === '/{ConversationSid}';
    return ({ accountSid, chatServiceSid, identifier, parents, now }) => {
      const service = `${accountSid}/${chatServiceSid}`;
      if (services?.isExceeded(service, now)) throw new ApiError(50074);
      const name = parents['ConversationSid'] ?? (isConversation ? identifier : '');
      if (name === '') return;
      const conversation = `${service}/${canonicalSid('CH', name) ?? name}`;
      if (conversations?.isExceeded(conversation, now)) throw new ApiError(50063);
    };
  }
}
