/**
 * How a query locks its rows until the transaction ends. `update` excludes every other lock and waits for one that is
 * there; `skip-locked` leaves out the rows that another transaction has locked; `key-share` excludes only changes of
 * the key and removal, so any number of transactions can have it at once.
 */
export type LockMode = 'update' | 'skip-locked' | 'key-share';

/** What the text of a query needs to know of the engine that runs it. */
export interface Dialect {
  /** SQL for the JSON form of a text, or of null: quoted and escaped. */
  readonly jsonQuote: (expression: string) => string;
  /** SQL for a query of the texts in a JSON list, one a row: a parameter that stands for several values. */
  readonly jsonArrayElements: (list: string) => string;
  /** The clause that ends a query which locks its rows. */
  readonly lockClause: Readonly<Record<LockMode, string>>;
  /**
   * What follows a table's name to have it read through an index. SQLite has no statistics of a database that
   * grows as it runs, and would guess; PostgreSQL keeps them.
   */
  readonly indexHint: (index: string) => string;
}
