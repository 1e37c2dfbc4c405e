import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readContents } from './disk/contents.ts';
import { createStateAfterPowerLoss, fates } from './disk/lost-power.ts';
import { callers, contentsAfter, stepsOf } from './disk/plan.ts';
import { noRecorder, recordWorkload } from './disk/record-disk.ts';
import { type Entry, kinds } from './disk/trace.ts';

/** States that are tried; the suite takes few of them. */
const states = Number(process.env['POWER_LOSS_STATES'] ?? 150);

const steps = Array.from({ length: callers }, (_, caller) => stepsOf(caller));

/** The number of steps of each caller that were acknowledged. */
function countAcknowledged(entries: readonly Entry[]): number[] {
  const counts = steps.map(() => 0);
  for (const { kind, path, data } of entries)
    if (kind === kinds.written && path.endsWith('/acknowledged')) {
      const caller = Number(data.toString());
      counts[caller] = (counts[caller] ?? 0) + 1;
    }
  return counts;
}

test.skipIf(noRecorder !== undefined)(
  'after a power failure, everything that was acknowledged is there, whole and consistent',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'colloquy-power-'));
    try {
      const { trace, recorded } = recordWorkload(folder);
      const logStarts = trace.filter(
        ({ kind, path, offset }) => kind === kinds.written && path.endsWith('-wal') && offset === 0,
      );
      expect(logStarts.length).toBeGreaterThan(3);
      let number = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: trace.length }),
          fc.constantFrom(...fates),
          fc.infiniteStream(fc.boolean()),
          async (count, fate, flips) => {
            const state = join(folder, String(number++));
            createStateAfterPowerLoss(trace, count, fate, () => flips.next().value, {
              recorded,
              folder: state,
            });
            const found = await readContents(state, steps);
            rmSync(state, { recursive: true });
            for (const [caller, acknowledged] of countAcknowledged(trace.slice(0, count)).entries()) {
              const ofCaller = steps[caller] ?? [];
              // The step that was under way may be there.
              const allowed = [acknowledged, acknowledged + 1].map((until) =>
                contentsAfter(ofCaller.slice(0, until)),
              );
              expect(allowed).toContainEqual(found[caller]);
            }
          },
        ),
        // Smaller states would be sought for minutes, and say no more.
        { numRuns: states, endOnFailure: true },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  Math.max(180_000, states * 600),
);
