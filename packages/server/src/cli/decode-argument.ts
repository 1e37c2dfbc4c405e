import { ApiError, type JsonSchema } from '@colloquy/contract';
import { ConfigError } from '../config/config-error.ts';
import { suggest } from '../platform/suggest.ts';

/**
 * Decodes an argument with the codec of a parameter.
 *
 * @throws ConfigError for a value that the API does not know.
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
    throw new ConfigError(describeArgument(name, text, schema), { cause: error });
  }
}

function describeArgument(name: string, text: string, { enum: values }: JsonSchema): string {
  // Escaped, because the message goes to a terminal.
  const given = JSON.stringify(text);
  if (values === undefined) return `${given} is not a valid value of ${name}.`;
  const meant = suggest(text, values.map(String));
  return meant === undefined
    ? `${name} must be one of ${values.join(', ')}, not ${given}.`
    : `${given} is not a valid value of ${name}; did you mean ${meant}?`;
}
