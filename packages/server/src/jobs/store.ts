import { cascadeFromService } from '../rest/cascade-delete.ts';
import { insert, remove, select } from '../storage/statement.ts';
import { integer, type RowOf, table, text } from '../storage/table.ts';

const newJobTable = table(
  'job',
  {
    kind: text(),
    service_id: integer(),
    /** SID of the object that the job works on. */
    subject_sid: text(),
    /** Text in a format that depends on the kind. */
    payload: text(),
  },
  ['kind', 'subject_sid'],
);

export type NewJob = RowOf<typeof newJobTable.columns>;

/** Use it in the transaction of the change that the job continues, so that neither exists without the other. */
export const addJob = insert(newJobTable);

const columns = {
  id: integer(),
  ...newJobTable.columns,
  service_sid: text(),
  account_sid: text(),
};

/** Work that continues after the reply to a request, in a service. */
export type Job = RowOf<typeof columns>;

/** The jobs after an id, oldest first, including those of services that are being deleted. */
export const findJobs = select(
  'job.after',
  { id: integer(), limit: integer() },
  columns,
  () => `SELECT job.id, kind, service_id, subject_sid, payload, service.sid AS service_sid, account_sid
    FROM job JOIN service ON service.id = job.service_id
    WHERE job.id > :id ORDER BY job.id LIMIT :limit`,
);

/** Jobs of an account, oldest first, among the first `scan` of all accounts. */
export const findJobsOfAccount = select(
  'job.of account',
  { account_sid: text(), scan: integer(), limit: integer() },
  { kind: text(), subject_sid: text(), service_sid: text() },
  () => `SELECT kind, subject_sid, service.sid AS service_sid
    FROM (SELECT id, kind, service_id, subject_sid FROM job ORDER BY id LIMIT :scan) AS scanned
    JOIN service ON service.id = scanned.service_id
    WHERE account_sid = :account_sid ORDER BY scanned.id LIMIT :limit`,
);

const jobTable = table('job', { id: integer() }, ['id']);

export const removeJob = remove(jobTable);

export const jobCascade = cascadeFromService(jobTable);
