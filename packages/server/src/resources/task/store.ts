import { insert, remove, select } from '../../storage/statement.ts';
import { integer, type RowOf, table, text } from '../../storage/table.ts';
import { serviceContent } from '../content.ts';

const newTask = table(
  'task',
  {
    kind: text(),
    service_id: integer(),
    /** SID of what the work is about. */
    subject: text(),
    /** JSON that the kind of work knows. */
    data: text(),
  },
  ['kind', 'subject'],
);

export type NewTask = RowOf<typeof newTask.columns>;

/** To be written in the transaction of the request that the work goes on from. */
export const addTask = insert(newTask);

const columns = {
  id: integer(),
  ...newTask.columns,
  service_sid: text(),
  account_sid: text(),
};

/** Work that goes on after the reply of a request, and the service that it is in. */
export type Task = RowOf<typeof columns>;

/** The next tasks after one, the oldest first, whatever has become of their services. */
export const findTasks = select(
  'task.after',
  { id: integer(), limit: integer() },
  columns,
  () => `SELECT task.id, kind, service_id, subject, data, service.sid AS service_sid, account_sid
    FROM task JOIN service ON service.id = task.service_id
    WHERE task.id > :id ORDER BY task.id LIMIT :limit`,
);

const taskTable = table('task', { id: integer() }, ['id']);

export const removeTask = remove(taskTable);

export const taskContent = serviceContent(taskTable);
