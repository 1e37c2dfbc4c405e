import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import { select } from '../storage/statement.ts';
import type { Reader } from '../storage/storage.ts';
import { integer, text } from '../storage/table.ts';
import { describe } from './records/complete-row.ts';
import { type KindName, kindOf, type TransferRecord } from './records/kinds.ts';
import type { TransferSource } from './source.ts';
import { groupRecords, type RecordGroup } from './writer/group-records.ts';
import { planRows } from './writer/plan-rows.ts';

/** An object that is not the same in the source and in the target. */
export interface Difference {
  readonly kind: KindName;
  readonly sid: string;
  /** The service of the object, if it belongs to one. */
  readonly serviceSid: string | undefined;
  /** Columns whose values differ, or where the object is missing. */
  readonly difference: readonly string[] | 'not in the target' | 'not in the source';
}

/** Kinds whose objects the target may have beside those of the source. */
const compared = [
  'roles',
  'users',
  'bindings',
  'conversations',
  'participants',
  'messages',
  'receipts',
  'webhooks',
  'media',
] as const;

const isCompared = (kind: KindName): kind is (typeof compared)[number] =>
  compared.some((each) => each === kind);

/**
 * Compares each object of a source with the target, and changes nothing.
 *
 * @param onProgress is called with the number of objects so far.
 */
export async function* verifyRecords(
  reader: Reader,
  accountSid: string,
  source: TransferSource,
  onProgress: (records: number) => void = () => {},
): AsyncGenerator<Difference> {
  const seen = new SeenSids();
  let count = 0;
  for await (const { records } of source.batches()) {
    for (const record of records) seen.add(record);
    for (const group of groupRecords(records)) yield* await compareGroup(reader, accountSid, group);
    count += records.length;
    onProgress(count);
  }
  for (const serviceSid of seen.services) yield* findOthers(reader, accountSid, serviceSid, seen);
}

/** The SIDs of the source. A million of them take about 100 MB. */
class SeenSids {
  readonly services = new Set<string>();
  readonly #sids = new Set<string>();

  add({ kind, serviceSid, values }: TransferRecord): void {
    if (kind === 'services') this.services.add(String(values['sid']));
    else if (serviceSid !== undefined && isCompared(kind)) this.#sids.add(String(values['sid']));
  }

  has(sid: string): boolean {
    return this.#sids.has(sid);
  }
}

async function compareGroup(
  reader: Reader,
  accountSid: string,
  { kind, serviceSid, records }: RecordGroup,
): Promise<readonly Difference[]> {
  const definition = kindOf(kind);
  const isOfService = definition.owner === 'service_id';
  const owner = isOfService ? await findServiceId(reader, accountSid, serviceSid ?? '') : accountSid;
  const toDifference = (values: object, difference: Difference['difference']): Difference => ({
    kind,
    sid: describe(definition, { ...values }),
    serviceSid,
    difference,
  });
  if (owner === undefined) return records.map(({ values }) => toDifference(values, 'not in the target'));
  const differences: Difference[] = [];
  const planned = await planRows(reader, definition, owner, records, (error, { values }) =>
    differences.push(toDifference(values, [error.message])),
  );
  for (const { before, after, change } of planned) {
    if (change === 'created') differences.push(toDifference(after, 'not in the target'));
    if (change === 'updated')
      differences.push(
        toDifference(
          after,
          Object.keys(after).filter((name) => after[name] !== before?.[name]),
        ),
      );
  }
  return differences;
}

async function findServiceId(
  reader: Reader,
  accountSid: string,
  serviceSid: string,
): Promise<number | undefined> {
  return (await reader.one(serviceExists, serviceKey({ accountSid, chatServiceSid: serviceSid })))?.id;
}

const pageSize = 1000;

const sidsOf = Object.fromEntries(
  compared.map((kind) => [
    kind,
    select(
      `verify.${kind}`,
      { service_id: integer(), after: text(), limit: integer() },
      { sid: text() },
      () => `SELECT sid FROM ${kindOf(kind).table.name}
        WHERE service_id = :service_id AND sid > :after ORDER BY sid LIMIT :limit`,
    ),
  ]),
);

/** Objects of the target that the source does not have. */
async function* findOthers(
  reader: Reader,
  accountSid: string,
  serviceSid: string,
  seen: SeenSids,
): AsyncGenerator<Difference> {
  const service_id = await findServiceId(reader, accountSid, serviceSid);
  if (service_id === undefined) return;
  for (const kind of compared) {
    const query = sidsOf[kind];
    if (query === undefined) continue;
    for (let after = ''; ; ) {
      const rows = await reader.all(query, { service_id, after, limit: pageSize });
      for (const { sid } of rows)
        if (!seen.has(sid)) yield { kind, sid, serviceSid, difference: 'not in the source' };
      if (rows.length < pageSize) break;
      after = rows.at(-1)?.sid ?? after;
    }
  }
}
