import type { TransferRecord } from '../records/kinds.ts';
import type { SourceBatch } from '../source.ts';
import type { Change } from './change.ts';

interface SeenConversation {
  readonly serviceSid: string;
  /** The number of the last walk that has seen it. */
  walk: number;
  /** Its participants and messages by SID, each with the last walk that has seen it. */
  readonly children: Map<string, number>;
}

/**
 * What walks have seen at a source, so that what is missing in a later one can be asked for. An object that only the
 * target has was never seen, and so is never missing. A million objects take about 100 MB.
 */
export class SeenObjects {
  readonly #services = new Map<string, number>();
  readonly #conversations = new Map<string, SeenConversation>();
  #walk = 0;

  /** The batches of a walk, which are noted as they pass. */
  async *watch(batches: AsyncIterable<SourceBatch>): AsyncGenerator<SourceBatch> {
    this.#walk++;
    for await (const batch of batches) {
      for (const record of batch.records) this.#note(record);
      yield batch;
    }
  }

  /**
   * What earlier walks have seen and the last one, which was complete, has not. It may be new to a page that had passed, so
   * the source has to confirm that it is deleted. Nothing of a service that is missing itself: then the source may be another one.
   */
  missing(): readonly Change[] {
    return [...this.#conversations].flatMap(([conversationSid, { serviceSid, walk, children }]): Change[] => {
      if (this.#services.get(serviceSid) !== this.#walk) return [];
      const change = { serviceSid, conversationSid, isRemoved: true } as const;
      if (walk !== this.#walk) return [change];
      return [...children]
        .filter(([, childWalk]) => childWalk !== this.#walk)
        .map(([sid]) => ({
          ...change,
          ...(sid.startsWith('MB') ? { participantSid: sid } : { messageSid: sid }),
        }));
    });
  }

  /** Forgets what the source has been asked for. What it still has is seen again. */
  forget(changes: readonly Change[]): void {
    for (const { conversationSid = '', participantSid, messageSid } of changes) {
      const child = participantSid ?? messageSid;
      if (child === undefined) this.#conversations.delete(conversationSid);
      else this.#conversations.get(conversationSid)?.children.delete(child);
    }
  }

  #note({ kind, serviceSid = '', values }: TransferRecord): void {
    const sid = String(values['sid']);
    if (kind === 'services') this.#services.set(sid, this.#walk);
    else if (kind === 'conversations') this.#conversation(sid, serviceSid).walk = this.#walk;
    else if (kind === 'participants' || kind === 'messages')
      this.#conversation(String(values['conversation_sid']), serviceSid).children.set(sid, this.#walk);
  }

  #conversation(sid: string, serviceSid: string): SeenConversation {
    const known = this.#conversations.get(sid);
    if (known !== undefined) return known;
    const conversation = { serviceSid, walk: 0, children: new Map<string, number>() };
    this.#conversations.set(sid, conversation);
    return conversation;
  }
}
