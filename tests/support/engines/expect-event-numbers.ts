import { expect } from 'vitest';
import type { Contents } from './database-contents.ts';

/**
 * Expects the invariants that a database has after any history: positions of the log have no gaps, the events of each
 * conversation are numbered from 1 in the order of the log, and its row has the number of its last event.
 */
export function expectEventNumbers({ conversations, events }: Contents): void {
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
  const byConversation = Map.groupBy(events, (event) => event.conversation_sid);
  const rows = new Map(conversations.map((row) => [row.sid, row]));
  for (const [sid, own] of byConversation) {
    expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => index + 1));
    expect(own[0]?.name).toBe('onConversationAdded');
    const removed = own.findIndex(({ name }) => name === 'onConversationRemoved');
    if (removed >= 0) {
      expect(removed).toBe(own.length - 1);
      expect(rows.has(sid)).toBe(false);
    } else {
      expect(rows.get(sid)).toMatchObject({
        created_event: 1,
        updated_event: own.length,
        event_counter: own.length,
      });
    }
  }
  expect(conversations.filter(({ sid }) => !byConversation.has(sid))).toEqual([]);
}
