/** Tables of plain text. */

/**
 * Returns a table as text, with headings of two lines. Columns are right-aligned, except for the first and those
 * whose numbers are in `leftAligned`.
 */
export function renderTextTable(
  heading: readonly string[][],
  rows: readonly string[][],
  leftAligned: readonly number[],
): string {
  const lines = [heading.map((lines) => lines[0] ?? ''), heading.map((lines) => lines[1] ?? '')];
  const widths = heading.map((_, column) =>
    Math.max(...[...lines, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const render = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || leftAligned.includes(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [...lines.map(render), rule, ...rows.map(render)].join('\n');
}
