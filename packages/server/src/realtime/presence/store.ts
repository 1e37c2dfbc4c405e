import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { insert, remove, removeBy, select, update } from '../../storage/statement.ts';
import { integer, type RowOf, table, text } from '../../storage/table.ts';

const sessionTable = table(
  'client_session',
  { service_id: integer(), user_sid: text(), sid: text(), process_sid: text() },
  ['service_id', 'user_sid', 'sid'],
);

export const addSession = insert(sessionTable);
export const removeSession = remove(sessionTable);

export const countSessions = select(
  'client_session.count',
  { service_id: integer(), user_sid: text() },
  { count: integer() },
  () => `SELECT count(*) AS count FROM (
    SELECT 1 FROM client_session WHERE service_id = :service_id AND user_sid = :user_sid LIMIT 1) AS found`,
);

const processTable = table('session_process', { sid: text(), date_seen: text() }, ['sid']);

export const addProcess = insert(processTable);
export const setProcessSeen = update(processTable, ['date_seen']);
export const removeProcess = removeBy(processTable, ['sid']);

/** Processes that have not been seen since a time, or that are ahead of the clock, which has been set back. */
export const findLostProcesses = select(
  'session_process.lost',
  { before: text(), after: text(), limit: integer() },
  { sid: text() },
  () => `SELECT sid FROM session_process WHERE date_seen < :before OR date_seen > :after LIMIT :limit`,
);

const storedSession = {
  user_sid: text(),
  sid: text(),
  service_id: integer(),
  service_sid: text(),
  account_sid: text(),
};

/** A session that has a row, with what it takes to change its user. */
export type StoredSession = RowOf<typeof storedSession>;

/** Some sessions of a process. */
export const findSessionsOfProcess = select(
  'client_session.of process',
  { process_sid: text(), limit: integer() },
  storedSession,
  () => `SELECT client_session.user_sid, client_session.sid, client_session.service_id,
      service.sid AS service_sid, service.account_sid
    FROM client_session JOIN service ON service.id = client_session.service_id
    WHERE process_sid = :process_sid LIMIT :limit`,
);

/** The service of a session, if it wants to know who is online. */
export const findReachableService = select(
  'service.with reachability',
  serviceKeyColumns,
  { id: integer() },
  () => `SELECT id FROM service WHERE id = ${serviceIdSql} AND reachability_enabled = 1`,
);
