/** What the text of a query needs to know of the engine that runs it. */
export interface Dialect {
  /** SQL for the JSON form of a text, or of null: quoted and escaped. */
  readonly jsonQuote: (expression: string) => string;
  /** SQL for a query of the texts in a JSON list, one a row: a parameter that stands for several values. */
  readonly jsonArrayElements: (list: string) => string;
  /** What ends a query that must hold its row until the transaction ends. */
  readonly forUpdate: '' | ' FOR UPDATE';
  /** What ends a query whose row others may hold so too, but nobody may remove until the transaction ends. */
  readonly forKeyShare: '' | ' FOR KEY SHARE';
  /** What ends a query that holds its rows and passes over those that another transaction holds. */
  readonly skipLocked: '' | ' FOR UPDATE SKIP LOCKED';
  /**
   * What follows a table's name to have it read through an index. SQLite has no statistics of a database that
   * grows as it runs, and would guess; PostgreSQL keeps them.
   */
  readonly indexHint: (index: string) => string;
}
