/**
 * How a query locks its rows until the transaction ends. `update` excludes every other lock and waits for one that is
 * there; `skip-locked` leaves out the rows that another transaction has locked; `key-share` excludes only changes of
 * the key and removal, so any number of transactions can have it at once.
 */
export type LockMode = 'update' | 'skip-locked' | 'key-share';

/** The parts of a query's text that differ between engines. */
export interface Dialect {
  /** SQL for the JSON form of a text, or of null: quoted and escaped. */
  readonly jsonQuote: (expression: string) => string;
  /** SQL for a query of the texts in a JSON list, one per row: it passes several values in one parameter. */
  readonly jsonArrayElements: (list: string) => string;
  /** The clause that ends a query which locks its rows. */
  readonly lockClause: Readonly<Record<LockMode, string>>;
  /**
   * Follows a table's name to read it through an index, for an engine without planner statistics.
   */
  readonly indexHint: (index: string) => string;
  /** How a query finds the rows of a table with given words in their column `terms`, by the index of the words. */
  readonly termIndex: (table: string) => TermIndex;
}

/** The parts of a query that reads an index of words. */
interface TermIndex {
  /** What the query reads from. */
  readonly from: string;
  /** The column with the row's id. Engines read the index in the order of the id where they can. */
  readonly key: string;
  /**
   * A condition on the rows. Its parameter is an expression of words in double quotes, which consist of letters, marks,
   * numbers, symbols and underscores, with `AND`, `OR` and parentheses; `*` after a word means every word that begins so.
   */
  readonly matches: (parameter: string) => string;
}
