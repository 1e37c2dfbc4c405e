import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueChecks } from './due-checks.ts';

const connection = () => ({
  checks: 0,
  heldBytes: 3,
  runDue() {
    this.checks++;
    return true;
  },
});

/** The number of times that a part is checked in an interval, and one more that finds that none is left. */
const partsPerRound = 11;

it('checks each connection once in a round, a tenth of them at a time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), (count) => {
      const connections = Array.from({ length: count }, connection);
      const rounds: { pinged: number; heldBytes: number }[] = [];
      const checks = new DueChecks(
        new Set(connections),
        () => ({ uptime: 0, now: 0 }),
        ({ pinged, heldBytes }) => rounds.push({ pinged: pinged.length, heldBytes }),
      );
      const largestPart = Math.max(1, Math.ceil(count / 10));
      let before = 0;
      while (rounds.length === 0) {
        checks.runPart();
        const checked = connections.reduce((sum, each) => sum + each.checks, 0);
        expect(checked - before).toBeLessThanOrEqual(largestPart);
        before = checked;
      }
      expect(connections.map((each) => each.checks)).toEqual(connections.map(() => 1));
      expect(rounds).toEqual([{ pinged: count, heldBytes: 3 * count }]);
    }),
  );
});

it('checks connections that stay, while others come and go', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }), (changes) => {
      const staying = Array.from({ length: 25 }, connection);
      const others = Array.from({ length: 41 }, connection);
      const open = new Set([...staying]);
      const checks = new DueChecks(
        open,
        () => ({ uptime: 0, now: 0 }),
        () => undefined,
      );
      for (const index of changes) {
        const other = others[index];
        if (other !== undefined && !open.delete(other)) open.add(other);
        checks.runPart();
      }
      const fewest = Math.min(...staying.map((each) => each.checks));
      expect(fewest).toBeGreaterThanOrEqual(Math.floor(changes.length / (3 * partsPerRound)));
    }),
  );
});
