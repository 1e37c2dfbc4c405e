import type { Import } from './imports.ts';

/** Finds the circular imports: for each file in one, a shortest way back to it. Each cycle is listed once. */
export function findImportCycles(imports: readonly Import[]): string[][] {
  const imported = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    if (to !== undefined) imported.set(from, (imported.get(from) ?? new Set()).add(to));
  }
  const cycles = [...imported.keys()].flatMap((file) => {
    const cycle = shortestWayBack(file, imported);
    return cycle === undefined ? [] : [rotateToSmallest(cycle)];
  });
  return [...new Map(cycles.map((cycle) => [cycle.join(), cycle])).values()];
}

/** The files from `start` to one that imports `start`, found breadth first; undefined when none does. */
function shortestWayBack(
  start: string,
  imported: ReadonlyMap<string, ReadonlySet<string>>,
): string[] | undefined {
  const previous = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of imported.get(file) ?? []) {
      if (next === start) return trace(file, previous);
      if (previous.has(next)) continue;
      previous.set(next, file);
      queue.push(next);
    }
  }
  return undefined;
}

function trace(last: string, previous: ReadonlyMap<string, string>): string[] {
  const path = [last];
  for (let file = previous.get(last); file !== undefined; file = previous.get(file)) path.unshift(file);
  return path;
}

/** Starts a cycle at its alphabetically first file, so that each cycle has one form. */
function rotateToSmallest(cycle: readonly string[]): string[] {
  const start = cycle.indexOf(cycle.toSorted()[0] ?? '');
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}
