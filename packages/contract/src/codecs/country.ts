import { asIs, type Codec, invalidValue } from './codec.ts';

const schema = { type: 'string', pattern: '^[A-Za-z]{2}$' };

/** An ISO 3166-1 alpha-2 country code such as `US`, in any letter case. */
export const country = (): Codec<string> => ({
  schema,
  decode: (value, parameter) => {
    if (!/^[A-Za-z]{2}$/.test(value)) throw invalidValue(schema, parameter, value);
    return value.toUpperCase();
  },
  encode: asIs,
});
