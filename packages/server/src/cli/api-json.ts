import { camelCase, type Properties, type Property } from '@colloquy/contract';

/** Converts an object of the client to JSON with the names that the API has: the reverse of what the client decodes. */
export const toApiJson = (properties: Properties, object: object): Readonly<Record<string, unknown>> => {
  const values = new Map(Object.entries(object));
  return Object.fromEntries(
    Object.entries(properties)
      .map(([key, property]) => [key, toJson(property, values.get(camelCase(key)))] as const)
      .filter(([, value]) => value !== undefined),
  );
};

function toJson(property: Property, value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (property.type === 'list' && Array.isArray(value)) return value.map((each) => toJson(property.of, each));
  if (property.type === 'object' && typeof value === 'object' && value !== null)
    return toApiJson(property.properties, value);
  return value;
}
