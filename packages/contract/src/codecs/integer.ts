import type { ErrorCode } from '../errors.ts';
import { type Codec, invalidValue } from './codec.ts';

/** The largest number that has as many digits as these codecs read. */
export const maxInteger = 999_999_999_999_999;

/** Decimal digits of at least `min`. A larger value than `max` counts as `max`, as the API does with page sizes. */
export const clampedInteger = (limits: { readonly min: number; readonly max: number }): Codec<number> => {
  const schema = { type: 'integer', minimum: limits.min, maximum: limits.max };
  const allowed = `a whole number of at least ${limits.min}`;
  return {
    schema,
    decode: (value, parameter) => {
      if (!/^\d{1,15}$/.test(value) || Number(value) < limits.min)
        throw invalidValue(schema, parameter, value, { allowed });
      return Math.min(Number(value), limits.max);
    },
    encode: String,
  };
};

/** Decimal digits from `min` to `max`. */
export const integer = (limits: {
  readonly min: number;
  readonly max: number;
  readonly malformed?: ErrorCode;
}): Codec<number> => {
  const schema = { type: 'integer', minimum: limits.min, maximum: limits.max };
  return {
    schema,
    decode: (value, parameter) => {
      const number = Number(value);
      if (!/^\d{1,15}$/.test(value) || number < limits.min || number > limits.max)
        throw invalidValue(schema, parameter, value, { code: limits.malformed });
      return number;
    },
    encode: String,
  };
};
