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
