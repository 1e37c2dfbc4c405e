import { forUpdate } from '../storage/locking-select.ts';
import { deleteWhere, insert, remove, select, update } from '../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../storage/table.ts';

const buildTable = table(
  'search_build',
  {
    account_sid: text(),
    /** `building` or `ready`. */
    state: text(),
    /** What is being looked at in the service: rows of a kind, the documents, or the activities. */
    step: text(),
    /** 0 before the first service. */
    service_id: integer(),
    after_sid: text(),
    /** Rows and documents that have been looked at. */
    checked_count: integer(),
    date_started: text(),
    date_finished: optional(text()),
  },
  ['account_sid'],
);

/** The progress of the index of an account. */
export type BuildRow = RowOf<typeof buildTable.columns>;

const names = Object.keys(buildTable.columns).join(', ');

export const addBuild = insert(buildTable);
export const removeBuild = remove(buildTable);
export const setBuild = update(buildTable, [
  'state',
  'step',
  'service_id',
  'after_sid',
  'checked_count',
  'date_started',
  'date_finished',
]);
export const removeAllBuilds = deleteWhere('search_build');

export const findBuild = select(
  'search_build.find',
  { account_sid: text() },
  buildTable.columns,
  () => `SELECT ${names} FROM search_build WHERE account_sid = :account_sid`,
);

export const lockBuild = forUpdate(findBuild, ({ account_sid }) => `search build of ${account_sid}`);

/** There is a row for each account, which are few. */
export const findRunningBuild = select(
  'search_build.running',
  {},
  buildTable.columns,
  () =>
    `SELECT ${names} FROM search_build WHERE state = 'building' ORDER BY date_started, account_sid LIMIT 1`,
);

/** An account whose index has never been built. */
export const findAccountWithoutBuild = select(
  'search_build.missing',
  {},
  { sid: text() },
  () => `SELECT sid FROM account
    WHERE NOT EXISTS (SELECT 1 FROM search_build WHERE account_sid = account.sid) ORDER BY sid LIMIT 1`,
);

/** A service of the account that is not deleted, with this id or the next higher one. */
export const findServiceFrom = select(
  'search_build.service',
  { account_sid: text(), id: integer() },
  { id: integer(), sid: text(), account_sid: text() },
  () => `SELECT id, sid, account_sid FROM service
    WHERE account_sid = :account_sid AND date_deleted IS NULL AND id >= :id ORDER BY id LIMIT 1`,
);
