import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

/** An absolute http or https URL of up to `max` characters, stored exactly as sent. */
export const url = (limits: {
  readonly max: number;
  readonly malformed?: ErrorCode;
  readonly tooLong?: ErrorCode;
}): Codec<string> => ({
  schema: { type: 'string', format: 'uri', maxLength: limits.max },
  decode: (value, parameter) => {
    if (value.length > limits.max) throw invalidValue(parameter, limits.tooLong ?? limits.malformed);
    if (!/^https?:\/\/[^\s/]/i.test(value) || /[\0\s]/.test(value) || !URL.canParse(value))
      throw invalidValue(parameter, limits.malformed);
    return value;
  },
  encode: asIs,
});
