import { expect } from 'vitest';
import type { ReceivedRequest } from '../../support/http/webhook-receiver.ts';

/**
 * Expects that all messages of each conversation were delivered in order. A message may be delivered repeatedly, with
 * the same token, but not after the next one.
 *
 * @param messages number of messages by conversation SID.
 */
export function expectCompleteLanes(
  received: readonly ReceivedRequest[],
  messages: ReadonlyMap<string, number>,
): void {
  const lanes = Map.groupBy(received, ({ parameters }) => parameters['ConversationSid'] ?? '');
  for (const [sid, count] of messages) {
    const delivered = (lanes.get(sid) ?? []).map(({ parameters, headers }) => ({
      index: Number(parameters['Index']),
      token: String(headers['i-twilio-idempotency-token']),
    }));
    const indexes = delivered.map(({ index }) => index);
    expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
    expect([...new Set(indexes)]).toEqual(Array.from({ length: count }, (_, index) => index));
    const pairs = new Set(delivered.map(({ index, token }) => `${index} ${token}`));
    expect(pairs.size).toBe(count);
    expect(new Set(delivered.map(({ token }) => token)).size).toBe(count);
  }
  expect([...lanes.keys()].filter((sid) => !messages.has(sid))).toEqual([]);
}

/** Expects the same, and that no message was delivered repeatedly. */
export function expectDeliveredOnce(
  received: readonly ReceivedRequest[],
  messages: ReadonlyMap<string, number>,
): void {
  expectCompleteLanes(received, messages);
  expect(received).toHaveLength([...messages.values()].reduce((sum, count) => sum + count, 0));
}
