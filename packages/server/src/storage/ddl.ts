/** The engine's words in statements that define tables. */
export interface DdlTypes {
  /** Text compared by its bytes. */
  readonly text: string;
  readonly integer: string;
  /** A column that numbers the rows by itself. */
  readonly identity: string;
  /** What follows the closing bracket of a table. */
  readonly tableSuffix: string;
  /** What an engine needs beside the table of a log. */
  readonly positionTable: (log: string) => readonly string[];
}

/** A step of the schema, from the one before it. Steps only go forward and are never changed once released. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: (words: DdlTypes) => readonly string[];
}
