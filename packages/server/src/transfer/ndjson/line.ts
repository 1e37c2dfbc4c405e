import type { Property } from '@colloquy/contract';
import type { SqlValue } from '../../storage/table.ts';
import { type KindName, kindOf, type TransferRecord } from '../records/kinds.ts';
import { TransferError } from '../records/transfer-error.ts';

/** A record as a line: its columns by name, with lists, objects and flags as JSON has them. */
export function encodeLine({ kind, serviceSid, values }: TransferRecord): string {
  const { columns, propertyOf } = kindOf(kind);
  const members = columns.flatMap((name): (readonly [string, unknown])[] => {
    const value = values[name];
    return value === undefined ? [] : [[name, encodeValue(value, propertyOf.get(name))]];
  });
  const service = serviceSid === undefined ? {} : { chat_service_sid: serviceSid };
  return JSON.stringify({ ...service, ...Object.fromEntries(members) });
}

function encodeValue(value: SqlValue, property: Property | undefined): unknown {
  if (value === null) return null;
  if (property?.type === 'boolean') return value === 1;
  return isStoredAsJson(property) ? JSON.parse(String(value)) : value;
}

/** @throws TransferError for a line that is not a JSON object of values. */
export function decodeLine(kind: KindName, text: string): TransferRecord {
  const { columns, propertyOf, owner } = kindOf(kind);
  const line = parseObject(text);
  const { chat_service_sid: serviceSid } = line;
  if (owner === 'service_id' && typeof serviceSid !== 'string')
    throw new TransferError('chat_service_sid is missing');
  const values = Object.fromEntries(
    columns.flatMap((name) =>
      name in line ? [[name, decodeValue(name, line[name], propertyOf.get(name))]] : [],
    ),
  );
  return { kind, values, ...(typeof serviceSid === 'string' && { serviceSid }) };
}

function decodeValue(name: string, value: unknown, property: Property | undefined): SqlValue {
  if (value === null) return null;
  if (isStoredAsJson(property)) return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || Number.isSafeInteger(value)) return value as string | number;
  throw new TransferError(`${name} has a value that is neither text nor a whole number`);
}

const isStoredAsJson = (property: Property | undefined): boolean =>
  property?.type === 'list' || property?.type === 'object';

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The error below says the same.
  }
  throw new TransferError('is not a JSON object');
}
