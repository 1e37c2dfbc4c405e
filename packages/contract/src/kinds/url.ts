import type { ErrorCode } from '../errors.ts';
import { asIs, badValue, type Kind } from './kind.ts';

/** An absolute http or https URL of at most `max` characters, kept as it was sent. */
export const url = (limits: {
  readonly max: number;
  readonly malformed?: ErrorCode;
  readonly tooLong?: ErrorCode;
}): Kind<string> => ({
  schema: { type: 'string', format: 'uri', maxLength: limits.max },
  decode: (value, parameter) => {
    if (value.length > limits.max) throw badValue(parameter, limits.tooLong ?? limits.malformed);
    if (!/^https?:\/\/[^\s/]/i.test(value) || /[\0\s]/.test(value) || !URL.canParse(value))
      throw badValue(parameter, limits.malformed);
    return value;
  },
  encode: asIs,
});
