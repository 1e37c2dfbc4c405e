import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coalesceChanges } from './coalesce-changes.ts';
import type { Change, ItemKey } from './view.ts';

type Step = readonly [kind: Change['kind'], key: string];

/** The changes of a history: each event has a number, and all changes of an item have the newest data. */
function changesOf(history: readonly Step[]): Change[] {
  return history.map(([kind, key], index) => {
    const common = { event: index + 1, date: '2024-05-01T12:00:00.000Z', key };
    if (kind === 'removed') return { ...common, kind };
    const newest = history.findLastIndex((step) => step[0] !== 'removed' && step[1] === key);
    return { ...common, kind, data: { version: newest + 1 } };
  });
}

const shown = (changes: readonly Change[]) =>
  changes.map(({ kind, key, event }) => `${kind} ${key} ${event}`);

describe('changes of an item', () => {
  test('an addition takes the place of the updates after it', () => {
    const changes = changesOf([
      ['added', 'a'],
      ['updated', 'a'],
      ['updated', 'a'],
    ]);
    for (const keepsOrder of [true, false])
      expect(shown(coalesceChanges(changes, { keepsOrder }))).toEqual(['added a 3']);
  });

  test('of several updates the last one stays', () => {
    const changes = changesOf([
      ['updated', 'a'],
      ['updated', 'b'],
      ['updated', 'a'],
    ]);
    expect(shown(coalesceChanges(changes, { keepsOrder: true }))).toEqual(['updated b 2', 'updated a 3']);
  });

  test('a removal takes the place of what precedes it, and an addition after it stays apart', () => {
    const changes = changesOf([
      ['added', 'a'],
      ['updated', 'a'],
      ['removed', 'a'],
      ['added', 'a'],
      ['updated', 'a'],
    ]);
    expect(shown(coalesceChanges(changes, { keepsOrder: false }))).toEqual(['removed a 3', 'added a 5']);
  });

  test('an update stays apart where the addition would be overtaken by that of another item', () => {
    const changes = changesOf([
      ['added', 'a'],
      ['added', 'b'],
      ['updated', 'b'],
      ['updated', 'a'],
      ['updated', 'a'],
    ]);
    expect(shown(coalesceChanges(changes, { keepsOrder: true }))).toEqual([
      'added a 1',
      'added b 3',
      'updated a 5',
    ]);
    expect(shown(coalesceChanges(changes, { keepsOrder: false }))).toEqual(['added b 3', 'added a 5']);
  });
});

/** A copy as the client SDK keeps it: it ignores what is not newer than what it has, and updates of unknown items. */
class Copy {
  readonly items = new Map<ItemKey | undefined, { event: number; data: object }>();
  readonly added: (ItemKey | undefined)[] = [];

  apply(change: Change): void {
    const { key, event } = change;
    const known = this.items.get(key);
    if (change.kind === 'removed') {
      this.items.delete(key);
      return;
    }
    if (known === undefined && change.kind === 'updated') return;
    if (known !== undefined && event <= known.event) return;
    if (known === undefined) this.added.push(key);
    this.items.set(key, { event, data: change.data });
  }
}

/** Histories in which an item is added before it is updated or removed, and added again only after a removal. */
const history: fc.Arbitrary<Step[]> = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 20 })
  .map((picks) => {
    const present = new Set<string>();
    return picks.map(([key, removes]): Step => {
      if (!present.has(key)) {
        present.add(key);
        return ['added', key];
      }
      if (!removes) return ['updated', key];
      present.delete(key);
      return ['removed', key];
    });
  });

test.each([true, false])(
  'a client knows the same afterwards, whatever it has read before (order kept: %s)',
  (keepsOrder) => {
    fc.assert(
      fc.property(history, fc.nat(20), fc.nat(20), (steps, at, readAt) => {
        const all = changesOf(steps);
        const start = Math.min(at, all.length);
        // The client knows the event `start`, and reads some items when there are already newer events.
        const [full, coalesced] = [new Copy(), new Copy()];
        for (const change of all.slice(0, Math.max(start, Math.min(readAt, all.length))))
          for (const copy of [full, coalesced]) copy.apply(change);
        const missed = all.slice(start);
        const sent = coalesceChanges(missed, { keepsOrder });
        const before = [...coalesced.added];
        for (const change of missed) full.apply(change);
        for (const change of sent) coalesced.apply(change);
        expect([...coalesced.items].map(([key, { data }]) => [key, data]).toSorted()).toEqual(
          [...full.items].map(([key, { data }]) => [key, data]).toSorted(),
        );
        expect(sent.map(({ event }) => event)).toEqual(
          [...new Set(sent.map(({ event }) => event))].toSorted((a, b) => a - b),
        );
        expect(sent.at(-1)?.event).toBe(missed.at(-1)?.event);
        if (!keepsOrder)
          for (const key of ['a', 'b', 'c'])
            expect(sent.filter((each) => each.key === key && each.kind !== 'removed').length).toBeLessThan(2);
        const firsts = (copy: Copy) => [...new Set(copy.added.slice(before.length))];
        if (keepsOrder && !steps.some(([kind]) => kind === 'removed'))
          expect(firsts(coalesced)).toEqual(firsts(full));
      }),
    );
  },
);
