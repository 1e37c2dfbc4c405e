import { cascadeFromService } from '../rest/cascade-delete.ts';
import { insert, remove, select } from '../storage/statement.ts';
import { integer, type RowOf, table, text } from '../storage/table.ts';

const newJobTable = table(
  'job',
  {
    kind: text(),
    service_id: integer(),
    /** SID of what the work is about. */
    subject_sid: text(),
    /** JSON that the kind of work knows. */
    payload: text(),
  },
  ['kind', 'subject_sid'],
);

export type NewJob = RowOf<typeof newJobTable.columns>;

/** To be written in the transaction of the request that the work goes on from. */
export const addJob = insert(newJobTable);

const columns = {
  id: integer(),
  ...newJobTable.columns,
  service_sid: text(),
  account_sid: text(),
};

/** Work that goes on after the reply of a request, and the service that it is in. */
export type Job = RowOf<typeof columns>;

/** The next tasks after one, the oldest first, whatever has become of their services. */
export const findJobs = select(
  'job.after',
  { id: integer(), limit: integer() },
  columns,
  () => `SELECT job.id, kind, service_id, subject_sid, payload, service.sid AS service_sid, account_sid
    FROM job JOIN service ON service.id = job.service_id
    WHERE job.id > :id ORDER BY job.id LIMIT :limit`,
);

const jobTable = table('job', { id: integer() }, ['id']);

export const removeJob = remove(jobTable);

export const jobCascade = cascadeFromService(jobTable);
