import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

/** One of a set of values, in any letter case. It is decoded to the spelling of the set. */
export const enumeration = <const Value extends string>(
  values: readonly Value[],
  options: { readonly empty?: ErrorCode; readonly unknown?: ErrorCode } = {},
): Codec<Value> => {
  const schema = { type: 'string', enum: values };
  return {
    schema,
    decode: (value, parameter) => {
      const folded = value.toLowerCase();
      const match = values.find((each) => each.toLowerCase() === folded);
      if (match !== undefined) return match;
      const code = value === '' ? (options.empty ?? options.unknown) : options.unknown;
      throw invalidValue(schema, parameter, value, { code });
    },
    encode: asIs,
  };
};
