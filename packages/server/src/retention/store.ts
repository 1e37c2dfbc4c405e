import { cascadeFromService } from '../rest/cascade-delete.ts';
import { selectForUpdate } from '../storage/locking-select.ts';
import { columnNames, insert, remove, select, update } from '../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../storage/table.ts';

const policyTable = table(
  'retention_policy',
  {
    service_id: integer(),
    /** ISO 8601 durations; null for what is kept permanently. */
    closed_conversations: optional(text()),
    messages: optional(text()),
    media: optional(text()),
    date_updated: text(),
    /** When the next walk begins, or the running one has begun. */
    date_due: text(),
    /** Where the walk is: a kind of object, and the last one that it has looked at. */
    step: text(),
    after_sid: text(),
    /** Objects that the walk has deleted. */
    deleted_count: integer(),
  },
  ['service_id'],
);

export type PolicyRow = RowOf<typeof policyTable.columns>;

/** Deletes the policy of a deleted service. */
export const retentionCascade = cascadeFromService(policyTable);

export const addPolicy = insert(policyTable);
export const removePolicy = remove(policyTable);
export const setPolicy = update(policyTable, [
  'closed_conversations',
  'messages',
  'media',
  'date_updated',
  'date_due',
  'step',
  'after_sid',
  'deleted_count',
]);
export const setProgress = update(policyTable, ['date_due', 'step', 'after_sid', 'deleted_count']);

const all = columnNames(policyTable);
const key = { service_id: integer() };

export const findPolicy = select(
  'retention_policy.find',
  key,
  policyTable.columns,
  () => `SELECT ${all} FROM retention_policy WHERE service_id = :service_id`,
);

export const lockPolicy = selectForUpdate(
  'retention_policy.lock',
  key,
  policyTable.columns,
  () => `SELECT ${all} FROM retention_policy WHERE service_id = :service_id`,
  ({ service_id }) => `retention of ${service_id}`,
);

/** A policy, with its service. */
const serviceColumns = { account_sid: text(), service_sid: text() };
export type ServicePolicy = PolicyRow & RowOf<typeof serviceColumns>;

/** The policy that has been due for the longest time. */
export const findDuePolicy = select(
  'retention_policy.due',
  { now: text() },
  { ...policyTable.columns, ...serviceColumns },
  () => `SELECT ${columnNames(policyTable, 'policy')}, service.account_sid, service.sid AS service_sid
    FROM retention_policy AS policy JOIN service ON service.id = policy.service_id
    WHERE policy.date_due <= :now AND service.date_deleted IS NULL ORDER BY policy.date_due LIMIT 1`,
);
