/** What the statements that define tables need from the engine. */
export interface DdlTypes {
  /** Text that is compared by its bytes. */
  readonly text: string;
  readonly integer: string;
  /** A primary key that numbers the rows. */
  readonly identity: string;
  /** Follows the closing bracket of a table. */
  readonly tableSuffix: string;
  /** The statements for what an engine needs beside the table of a log. */
  readonly positionTable: (log: string) => readonly string[];
  /**
   * The statements that index the words in the column `terms` of a table, which are separated by spaces, by the row's
   * `id`. {@link Dialect.termIndex} reads it.
   */
  readonly termIndex: (table: string) => readonly string[];
  /** The statements that let the engine know how frequent more of these words are, if it plans its queries by that. */
  readonly termStatistics: (table: string) => readonly string[];
}

/** The statements that create some tables and their indexes. */
export type TableDefinitions = (types: DdlTypes) => readonly string[];

/** A step of the schema, from the one before it. Steps only go forward and never change once released. */
export interface Migration {
  readonly name: string;
  readonly statements: TableDefinitions;
}
