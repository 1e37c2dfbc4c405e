import type { JsonSchema } from '../json-schema.ts';
import type { AnyParameter } from '../parameter.ts';
import { snakeCase } from '../snake-case.ts';
import { exampleSid } from './example-sid.ts';
import { exampleDates, exampleInteger, exampleText, exampleWord } from './example-values.ts';

/** Derives a text that a parameter accepts. @returns undefined for one that is always refused. */
export function exampleParameter(
  name: string,
  { codec }: { readonly codec: Pick<AnyParameter['codec'], 'schema'> },
): string | undefined {
  // The part after the last dot is the name of the property.
  return exampleOfSchema(snakeCase(name.split('.').at(-1) ?? name), codec.schema);
}

function exampleOfSchema(name: string, schema: JsonSchema): string | undefined {
  const { anyOf: [first] = [], enum: values, pattern, format, type, minimum, maximum } = schema;
  if (schema.not !== undefined) return undefined;
  const [given] = schema.examples ?? [];
  if (typeof given === 'string') return given;
  if (first !== undefined) return exampleOfSchema(name, first);
  if (values !== undefined) return exampleWord(values.map(String));
  if (pattern !== undefined) return exampleOfPattern(pattern);
  if (type === 'integer')
    return String(Math.min(Math.max(exampleInteger(name), minimum ?? 0), maximum ?? Number.MAX_SAFE_INTEGER));
  if (type === 'number') return '0.5';
  if (format === 'date-time') return exampleDates.seconds;
  if (format === 'duration') return 'PT15M';
  if (format === 'uri') return 'https://example.com/webhooks';
  return exampleText(name);
}

/** The only patterns are those of SIDs and of countries. */
function exampleOfPattern(pattern: string): string {
  const prefix = /^\^(?:\(\?:)?([A-Z]{2})/.exec(pattern)?.[1];
  return prefix === undefined ? exampleText('country') : exampleSid(prefix);
}
