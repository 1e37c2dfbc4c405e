/** What a look at a database shows. */
export interface DatabaseInspection {
  /** The version of its schema; 0 for a database that is empty or does not exist yet. */
  readonly schemaVersion: number;
  /** Why the server could not write there or migrate it; undefined if it could. */
  readonly obstacle: { readonly reason: string; readonly fix: string } | undefined;
  /** The time of the database's own clock, in milliseconds since the epoch; undefined for one without a clock. */
  readonly nowMs: number | undefined;
}
