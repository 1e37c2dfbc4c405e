/** The current step, on stderr, because stdout contains only the report. */

const isTerminal = process.stderr.isTTY;

/** Shows the current step; on a terminal it replaces the previous line. */
export function progressLine(text: string): void {
  process.stderr.write(isTerminal ? `\r\x1b[2K${text}` : `${text}\n`);
}

/** Removes the line from the terminal. */
export function clearProgress(): void {
  if (isTerminal) process.stderr.write('\r\x1b[2K');
}
