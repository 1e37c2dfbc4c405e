export type SqlValue = string | number | null;

/** The type of a column. Integers are exact up to 2^53; text is compared by its bytes. */
export interface Column {
  readonly type: 'text' | 'integer';
  readonly nullable: boolean;
}

export const text = () => ({ type: 'text', nullable: false }) as const;
export const integer = () => ({ type: 'integer', nullable: false }) as const;
export const optional = <const Type extends Column['type']>({ type }: { readonly type: Type }) =>
  ({ type, nullable: true }) as const;

/** A set of columns: of a table, of a statement's parameters, of a result. */
export type Columns = Readonly<Record<string, Column>>;

/** The type of a column's values. */
export type ValueOf<C extends Column> =
  | (C['type'] extends 'text' ? string : number)
  | (C['nullable'] extends true ? null : never);

/** The values of a set of columns. */
export type RowOf<C extends Columns> = { [Name in keyof C]: ValueOf<C[Name]> };

/** A table: its columns, and those that identify a row, beginning with the shard's. */
export interface Table<C extends Columns = Columns, Key extends keyof C & string = keyof C & string> {
  readonly name: string;
  readonly columns: C;
  readonly key: readonly Key[];
}

export const table = <const C extends Columns, const Key extends keyof C & string>(
  name: string,
  columns: C,
  key: readonly Key[],
): Table<C, Key> => ({ name, columns, key });
