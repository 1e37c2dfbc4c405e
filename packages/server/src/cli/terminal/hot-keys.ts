import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a line with one letter does. */
export type HotKeys = Readonly<Record<string, { readonly summary: string; readonly run: () => void }>>;

const hint = '  press h + enter to show help\n\n';

/** Lists the keys. */
const describeHotKeys = (keys: HotKeys): string =>
  `\n  Shortcuts\n${Object.entries({ ...keys, h: { summary: 'show this help' } })
    .map(([key, { summary }]) => `  press ${key} + enter to ${summary}\n`)
    .join('')}\n`;

/** Runs what a line names; other lines, such as empty ones that make room in the output, do nothing. */
export function handleLine(keys: HotKeys, line: string, print: (text: string) => void): void {
  const key = line.trim().toLowerCase();
  if (key === 'h') print(describeHotKeys(keys));
  else if (Object.hasOwn(keys, key)) keys[key]?.run();
}

/**
 * Listens for lines at the terminal. Lines, not keys: the terminal stays in its usual mode, in which Ctrl-C and Ctrl-Z work
 * and text can be selected.
 */
export function listenForHotKeys(keys: HotKeys, print: (text: string) => void): void {
  print(hint);
  const lines = createInterface({ input: process.stdin });
  // A terminal that is closed must not end a server that outlives it.
  process.stdin.on('error', () => lines.close());
  lines.on('line', (line) => handleLine(keys, line, print));
}

/** Whether somebody can press keys: a program in the background would be stopped when it reads from its terminal. */
export const canPressKeys = (): boolean =>
  process.stdin.isTTY === true && process.stdout.isTTY === true && isInForeground();

/** Compares the process group with that of the terminal. Other systems do not show it in a file. */
function isInForeground(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The name of the program, in parentheses, can contain spaces.
    const [, , , processGroup, , , terminalGroup] = stat.slice(stat.lastIndexOf(')') + 1).split(' ');
    return processGroup === terminalGroup;
  } catch {
    return true;
  }
}
