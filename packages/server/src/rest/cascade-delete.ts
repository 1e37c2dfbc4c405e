import type { Purge, PurgeDeps } from '../resources/service/purge-deleted-services.ts';
import { remove, type Select, select } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { type Columns, integer, type RowOf, type Table, table, text } from '../storage/table.ts';

/**
 * Objects of which there can be many: when what they were in has been deleted, they are removed in parts. Each
 * function removes at most `limit` of them and answers how many it was.
 */
export interface CascadeDelete {
  readonly fromService: Purge;
  /** Absent for what is in no conversation. */
  readonly fromConversation?: (
    deps: PurgeDeps,
    serviceId: number,
    conversationSid: string,
    limit: number,
  ) => Promise<number>;
}

const serviceKeyColumns = { service_id: integer(), limit: integer() };
const inConversation = { ...serviceKeyColumns, conversation_sid: text() };

/** The rows of a table as content of a service, of which nobody has to be told. */
export function cascadeFromService(rows: Table): CascadeDelete {
  const part = partOf(rows, serviceKeyColumns, 'service_id = :service_id');
  return { fromService: ({ storage }, { id }, limit) => part(storage, { service_id: id, limit }) };
}

/** The rows of a table as content of a conversation, and so of a service. */
export function cascadeFromConversation(rows: Table): CascadeDelete {
  const part = partOf(
    rows,
    inConversation,
    'service_id = :service_id AND conversation_sid = :conversation_sid',
  );
  return {
    ...cascadeFromService(rows),
    fromConversation: ({ storage }, service_id, conversation_sid, limit) =>
      part(storage, { service_id, conversation_sid, limit }),
  };
}

/** Removes rows under a condition, found and removed by their key. */
function partOf<const P extends Columns>({ name, columns, key }: Table, parameters: P, condition: string) {
  const keyed = table(name, Object.fromEntries(key.map((each) => [each, columns[each] ?? text()])), key);
  const removeRow = remove(keyed);
  const some: Select<P> = select(
    `${name}.of ${Object.keys(parameters).join(' ')}`,
    parameters,
    keyed.columns,
    () => `SELECT ${key.join(', ')} FROM ${name} WHERE ${condition} LIMIT :limit`,
  );
  return async (storage: Storage, values: RowOf<P>): Promise<number> => {
    const rows = await storage.read((reader) => reader.all(some, values));
    if (rows.length === 0) return 0;
    await storage.write((transaction) => Promise.all(rows.map((row) => transaction.remove(removeRow, row))));
    return rows.length;
  };
}
