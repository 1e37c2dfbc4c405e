import type { Client, Conversation, Message } from '@twilio/conversations';
import { expect } from 'vitest';

/** Collects the messages that a client reports as added, in order. */
export class MessageLog {
  readonly #client: Client;
  readonly bodies: string[] = [];

  constructor(client: Client) {
    this.#client = client;
    client.on('messageAdded', ({ body }: Message) => this.bodies.push(body ?? ''));
  }

  /** Expects that the client has reported these messages, once and in order, and that it has them all. */
  async expectAll(sid: string, bodies: readonly string[], timeout = 60_000): Promise<void> {
    await expect
      .poll(() => this.bodies.length, { timeout, interval: 50 })
      .toBeGreaterThanOrEqual(bodies.length);
    expect(this.bodies).toEqual(bodies);
    const conversation = await this.#client.getConversationBySid(sid);
    expect(await readAllMessages(conversation)).toEqual(bodies);
  }
}

async function readAllMessages(conversation: Conversation): Promise<(string | null)[]> {
  const bodies: (string | null)[] = [];
  for (let page = await conversation.getMessages(100, 0, 'forward'); ; page = await page.nextPage()) {
    bodies.push(...page.items.map(({ body }) => body));
    if (!page.hasNextPage) return bodies;
  }
}
