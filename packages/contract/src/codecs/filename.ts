import { asIs, type Codec, invalidValue } from './codec.ts';

const maxLength = 256;

/** The name of a file, without control characters. */
export const filename = (): Codec<string> => ({
  schema: { type: 'string', maxLength },
  decode: (value, parameter) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    if (value.length > maxLength || /[\x00-\x1f\x7f]/.test(value)) throw invalidValue(parameter, undefined);
    return value;
  },
  encode: asIs,
});
