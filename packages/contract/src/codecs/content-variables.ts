import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

const limits = { variables: 100, text: 27_801, key: 16, value: 256 };

const schema = {
  type: 'string',
  contentMediaType: 'application/json',
  description: `JSON object with up to ${limits.variables} texts, and ${limits.text} characters in all`,
};

/** JSON text of an object with a text for each variable of a content template. */
export const contentVariables = (): Codec<string> => ({
  schema,
  decode: (value, parameter) => {
    const invalid = (code: ErrorCode, allowed?: string, shown = value) =>
      invalidValue(schema, parameter, shown, { code, ...(allowed !== undefined && { allowed }) });
    const object = parseObject(value);
    if (object === undefined) throw invalid(50527);
    const variables = Object.entries(object);
    if (variables.length > limits.variables || value.length > limits.text) throw invalid(50529);
    for (const [key, each] of variables) {
      if (key.length > limits.key) throw invalid(50540, `keys of up to ${limits.key} characters`, key);
      const text = String(each);
      if (text.length > limits.value) throw invalid(50541, `texts of up to ${limits.value} characters`, text);
    }
    return value;
  },
  encode: asIs,
});

/** Undefined for text that is not a JSON object. */
function parseObject(value: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // It gets the same error as JSON that is not an object.
  }
  return undefined;
}
