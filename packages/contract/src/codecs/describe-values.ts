import type { JsonSchema } from '../json-schema.ts';

/** Describes the values that a codec accepts, for a sentence such as "it must be ...". */
export function describeValues(schema: JsonSchema): string {
  const { anyOf, enum: values, format, pattern, type, minimum, maximum, maxLength, description } = schema;
  if (anyOf !== undefined)
    return anyOf.map((each) => (each.const === undefined ? describeValues(each) : each.const)).join(', or ');
  if (values !== undefined) return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
  if (pattern !== undefined) return describePattern(pattern);
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`;
  if (format === 'date-time') return 'an ISO 8601 date, such as 2024-05-01T12:00:00Z';
  if (format === 'uri')
    return `an http or https URL of up to ${maxLength} characters, such as https://example.com/path`;
  if (description !== undefined) return description;
  return maxLength === undefined ? 'text' : `text of up to ${maxLength} characters`;
}

/** The only patterns are those of SIDs and of countries. */
function describePattern(pattern: string): string {
  const [, one, several = ''] = /^\^(?:([A-Z]{2})|\(\?:([A-Z|]+)\))\[/.exec(pattern) ?? [];
  const prefixes = one ?? several.replaceAll('|', ' or ');
  return prefixes === ''
    ? 'a country code of two letters, such as US'
    : `a SID: ${prefixes} and 32 hexadecimal digits`;
}
