import { instant } from '../../platform/instant.ts';
import type { Chore } from '../../resources/chore.ts';
import { type IdempotencyTools, memory } from './idempotency.ts';
import { findOld, forget } from './store.ts';

/** Keys that one transaction forgets. */
const batch = 500;

/** Makes the chore that forgets old keys, and with them what they remember. */
export const forgetKeys =
  ({ storage, clock }: IdempotencyTools): Chore =>
  async () => {
    const before = instant(clock.now() - memory);
    const rows = await storage.read((reader) => reader.all(findOld, { before, limit: batch }));
    if (rows.length > 0) {
      await storage.write(async (transaction) => {
        await Promise.all(rows.map((row) => transaction.remove(forget, row)));
      });
    }
    return rows.length === batch;
  };
