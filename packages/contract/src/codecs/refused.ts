import { type Codec, invalidValue } from './codec.ts';

const schema = { not: {} };

/** A parameter of related operations that this one refuses, rather than ignores as if it had been applied. */
export const refused = (): Codec<never> => ({
  schema,
  decode: (value, parameter) => {
    throw invalidValue(schema, parameter, value, { allowed: 'left out here' });
  },
  encode: String,
});
