/** https://www.sqlite.org/rescode.html: I/O error, damaged file, disk full, read-only file, not a database. */
const damaged = [11, 26];
const unwritable = [8, 10, 13];

/**
 * What is wrong with the database file, by the errors of SQLite. A damaged file stays damaged; one that cannot be
 * written, as on a full disk, is usable again after the next successful write.
 */
export class FileFault {
  #state: 'none' | 'unwritable' | 'damaged' = 'none';

  get state(): 'none' | 'unwritable' | 'damaged' {
    return this.#state;
  }

  /** Call this with each error of a statement. */
  observeError(error: unknown): void {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
    if (damaged.includes(code)) this.#state = 'damaged';
    else if (unwritable.includes(code) && this.#state === 'none') this.#state = 'unwritable';
  }

  /** Call this after each commit that has written something. */
  observeWrite(): void {
    if (this.#state === 'unwritable') this.#state = 'none';
  }
}
