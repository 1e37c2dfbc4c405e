/** What is going on, on stderr: stdout carries the report alone. */

const isTerminal = process.stderr.isTTY;

/** Shows what is being done now; on a terminal it replaces the line before. */
export function progressLine(text: string): void {
  process.stderr.write(isTerminal ? `\r\x1b[2K${text}` : `${text}\n`);
}

/** Removes the line from the terminal. */
export function clearProgress(): void {
  if (isTerminal) process.stderr.write('\r\x1b[2K');
}
