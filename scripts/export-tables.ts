import type { Property } from '@colloquy/contract';
import { kindNames, kindOf } from '../packages/server/src/transfer/records/kinds.ts';
import { formatCode, renderTable } from './markdown.ts';

/** One row per file of an export: what its lines have. */
export function renderExportFiles(): string {
  const rows = kindNames.map((name) => {
    const { columns, owner, table, propertyOf, secrets = [] } = kindOf(name);
    const hidden = new Set<string>(secrets);
    const members = columns.map((column) => {
      const { type, nullable } = table.columns[column] ?? { type: 'text', nullable: false };
      const shown = typeOf(type, propertyOf.get(column));
      const notes = [shown, ...(nullable ? ['null'] : []), ...(hidden.has(column) ? ['secret'] : [])];
      return `${formatCode(column)}${notes.join() === 'text' ? '' : ` (${notes.join(', ')})`}`;
    });
    const all = owner === 'service_id' ? [formatCode('chat_service_sid'), ...members] : members;
    return [formatCode(`${name}.ndjson`), all.join(', ')];
  });
  return renderTable(['File', 'Keys of each line'], rows);
}

function typeOf(column: 'text' | 'integer', property: Property | undefined): string {
  if (
    property?.type === 'date' ||
    property?.type === 'list' ||
    property?.type === 'object' ||
    property?.type === 'boolean'
  )
    return property.type;
  return column;
}
