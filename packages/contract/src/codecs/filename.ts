import { asIs, type Codec, invalidValue } from './codec.ts';

const maxLength = 256;
const allowed = `a file name of up to ${maxLength} characters without control characters`;

const schema = { type: 'string', maxLength };

/** The name of a file, without control characters. */
export const filename = (): Codec<string> => ({
  schema,
  decode: (value, parameter) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    if (value.length > maxLength || /[\x00-\x1f\x7f]/.test(value))
      throw invalidValue(schema, parameter, value, { allowed });
    return value;
  },
  encode: asIs,
});
