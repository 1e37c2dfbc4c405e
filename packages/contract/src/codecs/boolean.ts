import { type Codec, invalidValue } from './codec.ts';

const schema = { type: 'string', enum: ['true', 'false'] };

/** `true` or `false`, in any letter case. */
export const boolean = (): Codec<boolean> => ({
  schema,
  decode: (value, parameter) => {
    const folded = value.toLowerCase();
    if (folded !== 'true' && folded !== 'false') throw invalidValue(schema, parameter, value);
    return folded === 'true';
  },
  encode: String,
});
