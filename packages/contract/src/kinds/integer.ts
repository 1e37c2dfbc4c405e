import type { ErrorCode } from '../errors.ts';
import { badValue, type Kind } from './kind.ts';

/** Decimal digits from `min` on; a value above `max` is lowered to it, as the API does with page sizes. */
export const clampedInteger = (limits: { readonly min: number; readonly max: number }): Kind<number> => ({
  schema: { type: 'integer', minimum: limits.min, maximum: limits.max },
  decode: (value, parameter) => {
    if (!/^\d{1,15}$/.test(value) || Number(value) < limits.min) throw badValue(parameter, undefined);
    return Math.min(Number(value), limits.max);
  },
  encode: String,
});

/** Decimal digits, from `min` to `max`. */
export const integer = (limits: {
  readonly min: number;
  readonly max: number;
  readonly malformed?: ErrorCode;
}): Kind<number> => ({
  schema: { type: 'integer', minimum: limits.min, maximum: limits.max },
  decode: (value, parameter) => {
    const number = Number(value);
    if (!/^\d{1,15}$/.test(value) || number < limits.min || number > limits.max)
      throw badValue(parameter, limits.malformed);
    return number;
  },
  encode: String,
});
