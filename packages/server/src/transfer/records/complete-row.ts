import { type Property, parseDate } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { Columns, RowOf, SqlValue } from '../../storage/table.ts';
import type { RecordKind, RecordValues } from './record-kind.ts';
import { TransferError } from './transfer-error.ts';

/**
 * The row of a record.
 *
 * @param owner what the row belongs to, as its table names it.
 * @param before the row that the database has. It keeps what the record leaves out, and the fractions of seconds of
 *   dates that the record has without them.
 * @throws TransferError for a value that the column cannot have.
 */
export function completeRow<C extends Columns>(
  kind: RecordKind<C>,
  owner: SqlValue,
  values: RecordValues,
  before: RowOf<C> | undefined,
): RowOf<C> {
  const defaults: RecordValues = kind.defaults ?? {};
  const earlier: RecordValues | undefined = before;
  const hidden = new Set<string>(kind.derived);
  const fixed = new Set<string>(kind.fixed);
  const row: Record<string, SqlValue> = {};
  for (const [name, column] of Object.entries(kind.table.columns)) {
    const given = hidden.has(name) ? undefined : values[name];
    const value =
      name === kind.owner ? owner : given === undefined ? (earlier?.[name] ?? defaults[name] ?? null) : given;
    const property = kind.propertyOf.get(name);
    const stored = given === undefined ? value : normalize(value, property, earlier?.[name]);
    const fits =
      stored === null ? column.nullable : typeof stored === (column.type === 'text' ? 'string' : 'number');
    if (stored === undefined || !fits || !isStorable(stored) || !isOfProperty(stored, property))
      throw new TransferError(`${describe(kind, values)}: ${name} cannot be ${excerpt(value)}`);
    if (fixed.has(name) && earlier !== undefined && stored !== earlier[name])
      throw new TransferError(
        `${describe(kind, values)}: ${name} is ${excerpt(earlier[name])} in the target, not ${excerpt(stored)}`,
      );
    row[name] = stored;
  }
  // Each column has a value of its type.
  const complete = row as RowOf<C>;
  return kind.derive?.(complete, before) ?? complete;
}

/** An object in messages: by its SID, or what it is. */
export const describe = ({ name }: Pick<RecordKind, 'name'>, { sid }: RecordValues): string =>
  typeof sid === 'string' ? sid : name;

const maxShownLength = 100;

/** A value in messages. It can be megabytes long. */
const excerpt = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, maxShownLength);

/** Whether every engine returns a value as it was written: no engine keeps half a character, and PostgreSQL no NUL. */
const isStorable = (value: SqlValue): boolean =>
  typeof value === 'string'
    ? value.isWellFormed() && !value.includes('\0')
    : value === null || Number.isSafeInteger(value);

/** Undefined for a date that is none. */
function normalize(
  value: SqlValue,
  property: Property | undefined,
  before: SqlValue | undefined,
): SqlValue | undefined {
  if (property?.type !== 'date' || typeof value !== 'string') return value;
  const date = parseDate(value);
  if (date === undefined) return undefined;
  const stored = instant(date.getTime());
  const hasSameSecond = typeof before === 'string' && before.slice(0, 19) === stored.slice(0, 19);
  return hasSameSecond && !value.includes('.') ? before : stored;
}

/** Whether a value is one that replies can show. */
function isOfProperty(value: SqlValue, property: Property | undefined): boolean {
  if (value === null || property === undefined) return true;
  switch (property.type) {
    case 'sid':
      return typeof value === 'string' && /^[A-Z]{2}[0-9a-f]{32}$/.test(value);
    case 'enum':
      return typeof value === 'string' && property.values.includes(value);
    case 'boolean':
      return value === 0 || value === 1;
    case 'list':
    case 'object':
      return typeof value === 'string' && isJson(value);
    default:
      return true;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
