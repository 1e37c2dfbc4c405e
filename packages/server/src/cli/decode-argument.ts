import { ApiError, type JsonSchema, quote } from '@colloquy/contract';
import { UsageError } from '../config/config-error.ts';
import { suggest } from '../platform/suggest.ts';

/**
 * Decodes an argument with the codec of a parameter.
 *
 * @throws UsageError for a value that the API does not know.
 */
export function decodeArgument<Value>(
  name: string,
  text: string,
  {
    decode,
    schema,
  }: { readonly decode: (text: string, parameter: string) => Value; readonly schema: JsonSchema },
): Value {
  try {
    return decode(text, name);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new UsageError(describeArgument(name, text, error, schema), { cause: error });
  }
}

function describeArgument(
  name: string,
  text: string,
  { details }: ApiError,
  { enum: values = [] }: JsonSchema,
): string {
  const meant = suggest(text, values.map(String));
  const allowed = details?.allowed ?? 'another value';
  return meant === undefined
    ? `${name} must be ${allowed}, not ${quote(text)}.`
    : `${quote(text)} is not a valid value of ${name}; did you mean ${meant}?`;
}
