/** Returns the name that is closest to a misspelt word, if one is close. */
export function suggest(word: string, names: readonly string[]): string | undefined {
  // A missing suffix, as in `role` for `role_sid`, is the closest match.
  const distance = (name: string) => (name.startsWith(`${word}_`) ? 0 : editDistance(word, name));
  const [best] = names
    .map((name) => ({ name, distance: distance(name) }))
    .sort((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance <= Math.max(2, word.length / 3) ? best.name : undefined;
}

/** Number of letters to add, remove or replace: https://en.wikipedia.org/wiki/Levenshtein_distance */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
