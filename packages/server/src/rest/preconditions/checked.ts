import type { LockingSelect, LockingSelectAll } from '../../storage/locking-select.ts';
import type { Log } from '../../storage/log.ts';
import type { DeleteWhere, Insert, Remove, Select, Update } from '../../storage/statement.ts';
import type { Reader, Transaction, TransactionRunner } from '../../storage/storage.ts';
import type { Columns, RowOf } from '../../storage/table.ts';

/**
 * Runs units, and before the first change of the first one that writes, a check that may throw. By then the unit
 * holds the row that it is about to change, as every unit must; so what the check reads stays true until the
 * commit. A unit that finds nothing to change is checked at its end.
 */
export function checked(
  units: TransactionRunner,
  check: (reader: Reader) => Promise<void>,
): TransactionRunner {
  let written = false;
  return {
    read: (work) => units.read(work),
    write(work) {
      if (written) return units.write(work);
      written = true;
      return units.write(async (transaction) => {
        const guarded = new CheckedTransaction(transaction, check);
        const result = await work(guarded);
        // Undefined when nothing is there.
        if (result !== undefined) await guarded.check();
        return result;
      });
    },
  };
}

class CheckedTransaction implements Transaction {
  readonly #transaction: Transaction;
  readonly #check: (reader: Reader) => Promise<void>;
  #checked: Promise<void> | undefined;

  constructor(transaction: Transaction, check: (reader: Reader) => Promise<void>) {
    this.#transaction = transaction;
    this.#check = check;
  }

  check(): Promise<void> {
    this.#checked ??= this.#check(this.#transaction);
    return this.#checked;
  }

  one<P extends Columns, R extends Columns>(query: Select<P, R>, parameters: RowOf<P>) {
    return this.#transaction.one(query, parameters);
  }

  all<P extends Columns, R extends Columns>(query: Select<P, R>, parameters: RowOf<P>) {
    return this.#transaction.all(query, parameters);
  }

  lock<P extends Columns, R extends Columns>(query: LockingSelect<P, R>, parameters: RowOf<P>) {
    return this.#transaction.lock(query, parameters);
  }

  lockAll<P extends Columns, R extends Columns>(query: LockingSelectAll<P, R>, parameters: RowOf<P>) {
    return this.#transaction.lockAll(query, parameters);
  }

  async insert<C extends Columns>(statement: Insert<C>, row: RowOf<C>): Promise<boolean> {
    await this.check();
    return this.#transaction.insert(statement, row);
  }

  async update<C extends Columns>(statement: Update<C>, row: RowOf<C>): Promise<boolean> {
    await this.check();
    return this.#transaction.update(statement, row);
  }

  async remove<C extends Columns>(statement: Remove<C>, key: RowOf<C>): Promise<boolean> {
    await this.check();
    return this.#transaction.remove(statement, key);
  }

  async deleteWhere(statement: DeleteWhere): Promise<void> {
    await this.check();
    return this.#transaction.deleteWhere(statement);
  }

  append<C extends Columns>(log: Log<C>, record: NoInfer<RowOf<C>>): void {
    this.#transaction.append(log, record);
  }
}
