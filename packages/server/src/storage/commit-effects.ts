import type { LogTable } from './log-table.ts';
import type { Write } from './storage.ts';
import type { Columns, RowOf, SqlValue } from './table.ts';

/** A record that the commit appends to a log. */
export interface PendingAppend {
  readonly log: LogTable;
  readonly record: Readonly<Record<string, SqlValue>>;
}

/** The effects of one unit of work when it is committed. */
export interface CommitEffects {
  readonly records: readonly PendingAppend[];
  readonly writes: readonly Write[];
}

/** Notifies listeners of commits. */
export class CommitListeners {
  readonly #listeners: {
    readonly log: LogTable;
    readonly notify: (records: readonly PendingAppend['record'][]) => void;
  }[] = [];
  readonly #writeListeners: ((writes: readonly Write[]) => void)[] = [];

  addForWrites(listener: (writes: readonly Write[]) => void): void {
    this.#writeListeners.push(listener);
  }

  add<C extends Columns>(log: LogTable<C>, listener: (records: readonly RowOf<C>[]) => void): void {
    // Only rows of its own columns are appended to a log.
    this.#listeners.push({ log, notify: (records) => listener(records as readonly RowOf<C>[]) });
  }

  committed(units: readonly CommitEffects[]): void {
    const writes = units.flatMap((unit) => unit.writes);
    for (const listener of writes.length > 0 ? this.#writeListeners : []) callSafely(() => listener(writes));
    const appended = units.flatMap((unit) => unit.records);
    for (const { log, notify } of this.#listeners) {
      const records = appended.filter((each) => each.log === log).map(({ record }) => record);
      if (records.length > 0) callSafely(() => notify(records));
    }
  }
}

/** An error of a listener must not keep the result of a commit from its callers. */
function callSafely(notify: () => void): void {
  try {
    notify();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
