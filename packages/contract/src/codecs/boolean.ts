import { type Codec, invalidValue } from './codec.ts';

/** `true` or `false`, in any letter case. */
export const boolean = (): Codec<boolean> => ({
  schema: { type: 'string', enum: ['true', 'false'] },
  decode: (value, parameter) => {
    const folded = value.toLowerCase();
    if (folded !== 'true' && folded !== 'false') throw invalidValue(parameter, undefined);
    return folded === 'true';
  },
  encode: String,
});
