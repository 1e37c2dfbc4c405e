import type { Change, ItemKey } from './view.ts';

/**
 * Leaves out what the newest data of the items make superfluous: of several updates of an item only the last one stays, an
 * addition takes the place of the updates that follow it, and a removal that of the change before it.
 *
 * What stays has the number of the last event that it stands for, and is in the order of these numbers. An item that was
 * added and updated must not keep the number of its addition: a client that has read the item in between ignores that.
 *
 * @param keepsOrder whether items have to be added in the order in which they were, because applications show them as
 * they come. An addition then stays apart from an update if other items were added between the two.
 */
export function coalesceChanges(
  changes: readonly Change[],
  { keepsOrder }: { readonly keepsOrder: boolean },
): Change[] {
  const kept: (Change | undefined)[] = [];
  /** The place of the last change of each item. */
  const places = new Map<ItemKey | undefined, number>();
  let lastAddition = -1;
  for (const change of changes) {
    const place = places.get(change.key);
    const before = place === undefined ? undefined : kept[place];
    const becomesAddition = before?.kind === 'added' && (!keepsOrder || place === lastAddition);
    const next =
      change.kind === 'updated' && becomesAddition ? ({ ...change, kind: 'added' } as const) : change;
    if (
      place !== undefined &&
      (next.kind === 'removed' || before?.kind === 'updated' || before?.kind === next.kind)
    )
      kept[place] = undefined;
    if (next.kind === 'added') lastAddition = kept.length;
    places.set(change.key, kept.length);
    kept.push(next);
  }
  return kept.filter((change) => change !== undefined);
}
