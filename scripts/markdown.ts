export const formatCode = (text: string | number): string => `\`${text}\``;

const escapeCell = (text: string): string => text.replaceAll('|', '\\|');

export const renderTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(escapeCell).join(' | ')} |`).join('\n');
