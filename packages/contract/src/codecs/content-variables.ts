import { ApiError } from '../errors.ts';
import { asIs, type Codec } from './codec.ts';

const limits = { variables: 100, text: 27_801, key: 16, value: 256 };

/** JSON text of an object with a text for each variable of a content template. */
export const contentVariables = (): Codec<string> => ({
  schema: {
    type: 'string',
    contentMediaType: 'application/json',
    description: `JSON object with up to ${limits.variables} texts, and ${limits.text} characters in all`,
  },
  decode: (value) => {
    const variables = Object.entries(parseObject(value));
    if (variables.length > limits.variables || value.length > limits.text) throw new ApiError(50529);
    for (const [key, each] of variables) {
      if (key.length > limits.key) throw new ApiError(50540);
      if (String(each).length > limits.value) throw new ApiError(50541);
    }
    return value;
  },
  encode: asIs,
});

function parseObject(value: string): object {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // It gets the same error as JSON that is not an object.
  }
  throw new ApiError(50527);
}
