const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** Describes how long something takes to become due, in its two largest units: `1 h 5 min`; `now` if it is due. */
export function describeWait(milliseconds: number): string {
  let rest = Math.ceil(milliseconds / 1000);
  if (rest <= 0) return 'now';
  const parts: string[] = [];
  for (const [unit, seconds] of units) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ');
}
