import type { Clock } from '../platform/clock.ts';
import { remove, type Select, select } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { type Columns, integer, type RowOf, type Table, table, text } from '../storage/table.ts';

export interface CascadeDeps {
  readonly storage: Storage;
  readonly clock: Clock;
}

/** A service that has been deleted and whose objects are still being deleted. */
interface DeletedService {
  readonly id: number;
  readonly sid: string;
  readonly account_sid: string;
}

/**
 * Deletes one kind of object after the service or the conversation that contained it. There can be many such objects,
 * so each call deletes at most `limit` of them and resolves with how many it deleted.
 */
export interface CascadeDelete {
  readonly fromService: (deps: CascadeDeps, service: DeletedService, limit: number) => Promise<number>;
  /** Absent for objects that no conversation contains. */
  readonly fromConversation?: (
    deps: CascadeDeps,
    serviceId: number,
    conversationSid: string,
    limit: number,
  ) => Promise<number>;
}

const inService = { service_id: integer(), limit: integer() };
const inConversation = { ...inService, conversation_sid: text() };

/** Deletes the rows of a table that belong to a service; no event reports them. */
export function cascadeFromService(rows: Table): CascadeDelete {
  const deleteSome = batchDelete(rows, inService, 'service_id = :service_id');
  return { fromService: ({ storage }, { id }, limit) => deleteSome(storage, { service_id: id, limit }) };
}

/** Deletes the rows of a table that belong to a conversation, and so to a service. */
export function cascadeFromConversation(rows: Table): CascadeDelete {
  const deleteSome = batchDelete(
    rows,
    inConversation,
    'service_id = :service_id AND conversation_sid = :conversation_sid',
  );
  return {
    ...cascadeFromService(rows),
    fromConversation: ({ storage }, service_id, conversation_sid, limit) =>
      deleteSome(storage, { service_id, conversation_sid, limit }),
  };
}

/** Finds rows by a condition and deletes them by their key. */
function batchDelete<const P extends Columns>(
  { name, columns, key }: Table,
  parameters: P,
  condition: string,
) {
  const keyed = table(name, Object.fromEntries(key.map((each) => [each, columns[each] ?? text()])), key);
  const removeRow = remove(keyed);
  const findSome: Select<P> = select(
    `${name}.of ${Object.keys(parameters).join(' ')}`,
    parameters,
    keyed.columns,
    () => `SELECT ${key.join(', ')} FROM ${name} WHERE ${condition} LIMIT :limit`,
  );
  return async (storage: Storage, values: RowOf<P>): Promise<number> => {
    const rows = await storage.read((reader) => reader.all(findSome, values));
    if (rows.length === 0) return 0;
    await storage.write((transaction) => Promise.all(rows.map((row) => transaction.remove(removeRow, row))));
    return rows.length;
  };
}
