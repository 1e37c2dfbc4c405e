import { snapshot } from '../../resources/user/rules.ts';
import type { TransferRecord } from '../records/kinds.ts';
import { userKind } from '../records/service-kinds.ts';
import type { PlannedRow } from './plan-rows.ts';
import { planWrites } from './plan-writes.ts';
import type { ServiceContext } from './service-context.ts';
import { writeRows } from './write-rows.ts';

/** Writes users, each with the event that reports it. */
export async function writeUsers(context: ServiceContext, records: readonly TransferRecord[]): Promise<void> {
  const { transaction, outcome, serviceId, userEvents } = context;
  const reject = (error: Error) => outcome.report(error.message);
  const planned = await planWrites(transaction, userKind, serviceId, records, reject);
  const rows = planned.flatMap(({ before, after, change }): PlannedRow<typeof userKind.table.columns>[] => {
    outcome.count('users', change);
    if (change === 'unchanged') return [];
    const counter = after.event_counter + 1;
    const created_event = before?.created_event ?? counter;
    const row = { ...after, created_event, updated_event: counter, event_counter: counter };
    const name = before === undefined ? 'onUserAdded' : 'onUserUpdated';
    userEvents.push({ userSid: row.sid, counter, events: [{ name, properties: snapshot(row) }] });
    return [{ before, after: row, change }];
  });
  await writeRows(transaction, userKind, rows);
}
