import { type Columns, integer, text } from '../../storage/table.ts';

export type Direction = 'ascending' | 'descending';

/** A row's place in a list: the value that the list is ordered by, and what tells equal ones apart. */
export interface Keyset {
  readonly value: string | number;
  readonly sid?: string;
}

/** What a list is ordered by. Its columns are the last of the index that the list is read through. */
export interface SortOrder {
  /** The columns as SQL, and the parameters of a place that they are compared with. */
  readonly columns: readonly string[];
  readonly parameters: readonly string[];
  /** Types of the parameters, and of `until`, the value at which the list ends. */
  readonly types: Columns;
  /** SQL that sorts as the columns do, and whose text {@link parse} reads. */
  readonly place: string;
  readonly lowest: string | number;
  readonly highest: string | number;
  /** The place right before all with this value, as one walks. */
  readonly startOf: (value: string | number, direction: Direction) => Keyset;
  /** The place right before one, as one walks. */
  readonly before: (place: Keyset, direction: Direction) => Keyset;
  readonly parse: (text: string) => Keyset | undefined;
}

const dateAndSid = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)([A-Z]{2}[0-9a-f]{32})$/;

/** By date of creation, with the SID as tie-break. */
export const byDate = (date = 'date_created', sid = 'sid'): SortOrder => ({
  columns: [date, sid],
  parameters: ['after', 'after_sid'],
  types: { after: text(), after_sid: text(), until: text() },
  place: `${date} || ${sid}`,
  lowest: '',
  highest: '9999-12-31T23:59:59.999Z',
  // A tilde sorts after every SID.
  startOf: (value, direction) => ({ value, sid: direction === 'descending' ? '~' : '' }),
  before: ({ value, sid = '' }, direction) => ({
    value,
    sid: direction === 'descending' ? `${sid}~` : sid.slice(0, -1),
  }),
  parse: (place) => {
    const [, value, sid] = dateAndSid.exec(place) ?? [];
    return value === undefined || sid === undefined ? undefined : { value, sid };
  },
});

/** By a number that no two rows of the list share. */
export const byNumber = (column: string): SortOrder => {
  const next = (value: string | number, direction: Direction): Keyset => ({
    value: Number(value) + (direction === 'descending' ? 1 : -1),
  });
  return {
    columns: [column],
    parameters: ['after'],
    types: { after: integer(), until: integer() },
    place: column,
    lowest: -1,
    highest: Number.MAX_SAFE_INTEGER - 1,
    startOf: next,
    before: ({ value }, direction) => next(value, direction),
    parse: (place) => (/^\d{1,15}$/.test(place) ? { value: Number(place) } : undefined),
  };
};
