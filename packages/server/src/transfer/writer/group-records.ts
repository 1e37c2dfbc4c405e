import { type KindName, kindNames, type TransferRecord } from '../records/kinds.ts';

/** The records of one kind in one service, or of the account. */
export interface RecordGroup {
  readonly kind: KindName;
  readonly serviceSid: string | undefined;
  readonly records: readonly TransferRecord[];
}

/** Groups records in the order of their kinds, so that each comes after what it refers to. */
export function groupRecords(records: readonly TransferRecord[]): readonly RecordGroup[] {
  return kindNames.flatMap((kind) => {
    const ofKind = Map.groupBy(
      records.filter((record) => record.kind === kind),
      ({ serviceSid }) => serviceSid,
    );
    return [...ofKind].map(([serviceSid, members]) => ({ kind, serviceSid, records: members }));
  });
}
