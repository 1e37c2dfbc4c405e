import { ApiError, type ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

/** One of a set of values, in any letter case. It is decoded to the spelling of the set. */
export const enumeration = <const Value extends string>(
  values: readonly Value[],
  options: { readonly empty?: ErrorCode; readonly unknown?: ErrorCode } = {},
): Codec<Value> => ({
  schema: { type: 'string', enum: values },
  decode: (value, parameter) => {
    if (value === '' && options.empty !== undefined) throw new ApiError(options.empty);
    const folded = value.toLowerCase();
    const match = values.find((each) => each.toLowerCase() === folded);
    if (match === undefined) throw invalidValue(parameter, options.unknown);
    return match;
  },
  encode: asIs,
});
