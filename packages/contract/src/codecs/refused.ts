import { type Codec, invalidValue } from './codec.ts';

/** A parameter of related operations that this one refuses, rather than ignores as if it had been applied. */
export const refused = (): Codec<never> => ({
  schema: { not: {} },
  decode: (_, parameter) => {
    throw invalidValue(parameter, undefined);
  },
  encode: String,
});
