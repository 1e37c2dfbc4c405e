import type { Properties, Property } from '@colloquy/contract';
import type { SqlValue } from '../../storage/table.ts';
import type { RecordKind, RecordValues } from '../records/record-kind.ts';
import { isObject, type SourceObject } from './source-object.ts';

/** The values of an object in a reply, by column. Keys that the reply does not have are left out. */
export function toValues(
  { properties, renamed = {}, columns }: RecordKind,
  object: SourceObject,
): RecordValues {
  const known = new Set(columns);
  const members = membersOf(properties, object, '').map(
    ([path, value]) => [renamed[path] ?? path, value] as const,
  );
  return Object.fromEntries(members.filter(([name, value]) => known.has(name) && value !== undefined));
}

type Member = readonly [path: string, value: SqlValue | undefined];

function membersOf(properties: Properties, object: SourceObject | null, prefix: string): readonly Member[] {
  return Object.entries(properties).flatMap(([name, property]): readonly Member[] => {
    const path = prefix + name;
    const value = object === null ? null : object[name];
    if (property.type === 'object' && !property.stored) {
      const isAbsent = value === null || (value === undefined && property.optional);
      return isAbsent || isObject(value)
        ? membersOf(property.properties, isObject(value) ? value : null, `${path}_`)
        : [];
    }
    return [[path, toValue(value, property)]];
  });
}

function toValue(value: unknown, property: Property): SqlValue | undefined {
  // An optional key is missing if there is no value.
  if (value === undefined) return property.optional ? null : undefined;
  if (value === null) return null;
  if (property.type === 'list' || property.type === 'object') return JSON.stringify(inOrder(value, property));
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** The value with the keys of the contract in their order, so that equal objects have equal texts. */
function inOrder(value: unknown, property: Property): unknown {
  if (property.type === 'list' && Array.isArray(value))
    return value.map((each) => inOrder(each, property.of));
  if (property.type !== 'object' || !isObject(value)) return value;
  return Object.fromEntries(Object.keys(property.properties).map((name) => [name, value[name] ?? null]));
}
