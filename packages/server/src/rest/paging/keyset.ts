import { type Columns, integer, text } from '../../storage/table.ts';

export type Direction = 'ascending' | 'descending';

/** The sort key of a row: the value that the list is sorted by, and what separates rows with equal values. */
export interface Keyset {
  readonly value: string | number;
  readonly sid?: string;
}

/** What a list is sorted by. Its columns are the last ones of the index that the list is read through. */
export interface SortOrder {
  /** The columns as SQL, and the parameters of a keyset that they are compared with. */
  readonly columns: readonly string[];
  readonly parameters: readonly string[];
  /** Types of the parameters, and of `until`, the value at which the list ends. */
  readonly types: Columns;
  /** SQL that sorts as the columns do, and whose text {@link parse} reads. */
  readonly keysetSql: string;
  readonly lowest: string | number;
  readonly highest: string | number;
  /** The keyset just before all rows with this value, in reading direction. */
  readonly startOf: (value: string | number, direction: Direction) => Keyset;
  /** The keyset just before another one, in reading direction. */
  readonly before: (keyset: Keyset, direction: Direction) => Keyset;
  readonly parse: (text: string) => Keyset | undefined;
}

const dateAndSid = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)([A-Z]{2}[0-9a-f]{32})$/;

/** By date of creation, with the SID as tie-break. */
export const byDate = (date = 'date_created', sid = 'sid'): SortOrder => ({
  columns: [date, sid],
  parameters: ['after', 'after_sid'],
  types: { after: text(), after_sid: text(), until: text() },
  keysetSql: `${date} || ${sid}`,
  lowest: '',
  highest: '9999-12-31T23:59:59.999Z',
  // A tilde sorts after every SID.
  startOf: (value, direction) => ({ value, sid: direction === 'descending' ? '~' : '' }),
  before: ({ value, sid = '' }, direction) => ({
    value,
    sid: direction === 'descending' ? `${sid}~` : sid.slice(0, -1),
  }),
  parse: (keyset) => {
    const [, value, sid] = dateAndSid.exec(keyset) ?? [];
    return value === undefined || sid === undefined ? undefined : { value, sid };
  },
});

/** By a number that no two rows of the list share. */
export const byNumber = (column: string): SortOrder => {
  const before = (value: string | number, direction: Direction): Keyset => ({
    value: Number(value) + (direction === 'descending' ? 1 : -1),
  });
  return {
    columns: [column],
    parameters: ['after'],
    types: { after: integer(), until: integer() },
    keysetSql: column,
    lowest: -1,
    highest: Number.MAX_SAFE_INTEGER - 1,
    startOf: before,
    before: ({ value }, direction) => before(value, direction),
    parse: (keyset) => (/^\d{1,15}$/.test(keyset) ? { value: Number(keyset) } : undefined),
  };
};
