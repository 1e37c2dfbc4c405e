import type { Log } from './log.ts';
import type { Columns, RowOf, SqlValue } from './table.ts';

/** A record on its way into a log. */
export interface Appended {
  readonly log: Log;
  readonly record: Readonly<Record<string, SqlValue>>;
}

/** Tells those who asked of the records that have been committed. */
export class Listeners {
  readonly #listeners: {
    readonly log: Log;
    readonly tell: (records: readonly Appended['record'][]) => void;
  }[] = [];

  add<C extends Columns>(log: Log<C>, listener: (records: readonly RowOf<C>[]) => void): void {
    // A log is appended to with rows of its own columns only.
    this.#listeners.push({ log, tell: (records) => listener(records as readonly RowOf<C>[]) });
  }

  committed(appended: readonly Appended[]): void {
    for (const { log, tell } of this.#listeners) {
      const records = appended.filter((each) => each.log === log).map(({ record }) => record);
      if (records.length === 0) continue;
      try {
        tell(records);
      } catch (error) {
        // The commit stands, and its callers are to hear of it.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}
