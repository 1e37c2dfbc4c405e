import pg from 'pg';
import {
  ForeignKeyViolation,
  type StorageFault,
  StorageUnavailable,
  UniqueViolation,
} from '../../storage.ts';

/** A deadlock or a serialization failure: nothing was changed, and a retry may succeed. */
export class Conflict extends StorageUnavailable {}

/** Another session has locked a row for longer than the statement may wait. */
export class LockTimeout extends StorageUnavailable {
  constructor(options: { readonly cause?: unknown } = {}) {
    super('Another session has locked a row for too long.', options);
  }
}

/**
 * Classes of errors that say nothing about the statement: no connection, no login, no such database, a conflict, a lack
 * of resources, a state of an object, an administrator, the system, its configuration, and the server itself. Poolers
 * report their own failures as internal errors (XX000), too.
 */
const unavailableClasses = ['08', '28', '3D', '40', '53', '55', '57', '58', 'F0', 'XX'];
/** A read-only server, transactions that the server ended because they took too long, a privilege that was revoked. */
const unavailableCodes = ['25006', '25P03', '25P04', '42501'];
/**
 * A full disk, a read-only server, an error of the system, damage, a server that stops or starts. Damage ends like the
 * others: an administrator can repair a table or an index while the server runs.
 */
const unwritable = /^(53100|25006|58|XX00[12]|57P0[1-5])/;

/**
 * Returns an error of the port, or the error itself if the statement is wrong.
 *
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function translateError(error: unknown): unknown {
  // An error without a code is one of the connection.
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  if (code === '23505') return new UniqueViolation();
  if (code === '23503') return new ForeignKeyViolation();
  if (code === '40001' || code === '40P01') return new Conflict('', { cause: error });
  if (code === '55P03') return new LockTimeout({ cause: error });
  const isUnavailable =
    code === undefined || unavailableClasses.includes(code.slice(0, 2)) || unavailableCodes.includes(code);
  if (!isUnavailable) return error;
  const fault: { fault?: StorageFault } =
    code !== undefined && unwritable.test(code) ? { fault: 'unwritable' } : {};
  return new StorageUnavailable(
    fault.fault ? 'The database cannot be written.' : 'The database did not respond.',
    {
      cause: error,
      ...fault,
    },
  );
}
