import { forUpdate } from '../storage/locking-select.ts';
import { insert, select, update } from '../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../storage/table.ts';

const accountTable = table(
  'account',
  {
    sid: text(),
    /** Of the account that the first start generated and of test accounts; the others have theirs in the configuration. */
    auth_token: optional(text()),
    /** 1 for the generated account, otherwise null. Unique. */
    kept: optional(integer()),
    default_service_sid: optional(text()),
    default_messaging_service_sid: optional(text()),
    /** ISO 8601 durations, for conversations that are created without timers. */
    default_inactive_timer: optional(text()),
    default_closed_timer: optional(text()),
    date_created: text(),
  },
  ['sid'],
);

export type AccountRow = RowOf<typeof accountTable.columns>;

export const addAccount = insert(accountTable);
export const setDefaultService = update(accountTable, ['default_service_sid']);
export const setAccountDefaults = update(accountTable, [
  'default_service_sid',
  'default_messaging_service_sid',
  'default_inactive_timer',
  'default_closed_timer',
]);

/** The account's default service, unless it has been deleted. */
export const findDefaultService = select(
  'account.default_service',
  { sid: text() },
  { service_sid: text() },
  () => `SELECT service.sid AS service_sid FROM account
    JOIN service ON service.sid = account.default_service_sid AND service.date_deleted IS NULL
    WHERE account.sid = :sid`,
);

/** The defaults that an account gives to new conversations. */
const defaults = {
  sid: text(),
  default_messaging_service_sid: optional(text()),
  default_inactive_timer: optional(text()),
  default_closed_timer: optional(text()),
};

export type AccountDefaults = RowOf<typeof defaults>;

export const findAccountDefaults = select(
  'account.defaults',
  { sid: text() },
  defaults,
  () => `SELECT ${Object.keys(defaults).join(', ')} FROM account WHERE sid = :sid`,
);

export const lockAccount = forUpdate(findAccountDefaults, ({ sid }) => sid);

/** Finds the auth token of an account that a test has created. */
export const findTestAccountToken = select(
  'account.test_token',
  { sid: text() },
  { auth_token: text() },
  () => 'SELECT auth_token FROM account WHERE sid = :sid AND auth_token IS NOT NULL AND kept IS NULL',
);

/** Finds the account that a first start generated. */
export const findGeneratedAccount = select(
  'account.kept',
  {},
  { sid: text(), auth_token: text() },
  () => 'SELECT sid, auth_token FROM account WHERE kept = 1',
);
