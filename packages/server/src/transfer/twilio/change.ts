/** An object that a webhook has reported as new, changed or deleted, by the SIDs on the way to it. */
export interface Change {
  readonly serviceSid: string;
  readonly userSid?: string;
  readonly conversationSid?: string;
  readonly participantSid?: string;
  readonly messageSid?: string;
  /** Whether the conversation is new: then everything in it is. */
  readonly isNew?: true;
  /** Whether it is deleted: the source has to confirm it. */
  readonly isRemoved?: true;
}

const sidIn = (parameters: URLSearchParams, name: string, prefix: string): string | undefined => {
  const value = parameters.get(name) ?? '';
  return new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value) ? value : undefined;
};

/** The change that the parameters of a post-action webhook report; undefined for other requests. */
export function toChange(parameters: URLSearchParams): Change | undefined {
  const event = parameters.get('EventType') ?? '';
  const serviceSid = sidIn(parameters, 'ChatServiceSid', 'IS');
  if (serviceSid === undefined || !event.startsWith('on')) return undefined;
  const sids = {
    userSid: sidIn(parameters, 'UserSid', 'US'),
    conversationSid: sidIn(parameters, 'ConversationSid', 'CH'),
    participantSid: sidIn(parameters, 'ParticipantSid', 'MB'),
    messageSid: sidIn(parameters, 'MessageSid', 'IM'),
  };
  if (sids.userSid === undefined && sids.conversationSid === undefined) return undefined;
  const known = Object.entries(sids).filter(([, sid]) => sid !== undefined);
  const change: Change = { serviceSid, ...Object.fromEntries(known) };
  if (event.endsWith('Removed')) return { ...change, isRemoved: true };
  return event === 'onConversationAdded' ? { ...change, isNew: true } : change;
}

/** Changes beyond these are left to the next walk. */
const maxWaiting = 10_000;

/** Changes that wait to be read from the source, each once. */
export class ChangeQueue {
  readonly #waiting = new Map<string, Change>();
  #onAdded: () => void = () => {};

  add(change: Change): void {
    if (this.#waiting.size < maxWaiting) this.#waiting.set(JSON.stringify(change), change);
    this.#onAdded();
  }

  take(): readonly Change[] {
    const changes = [...this.#waiting.values()];
    this.#waiting.clear();
    return changes;
  }

  /** Resolves when there are changes, or at the signal. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#onAdded = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#onAdded = () => {};
  }
}
