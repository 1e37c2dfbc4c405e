import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

/** An absolute http or https URL of up to `max` characters, stored exactly as sent. */
export const url = (limits: {
  readonly max: number;
  readonly malformed?: ErrorCode;
  readonly tooLong?: ErrorCode;
}): Codec<string> => {
  const schema = { type: 'string', format: 'uri', maxLength: limits.max };
  return {
    schema,
    decode: (value, parameter) => {
      const isTooLong = value.length > limits.max;
      if (isTooLong || !/^https?:\/\/[^\s/]/i.test(value) || /[\0\s]/.test(value) || !URL.canParse(value)) {
        const code = isTooLong ? (limits.tooLong ?? limits.malformed) : limits.malformed;
        throw invalidValue(schema, parameter, hideCredentials(value), { code });
      }
      return value;
    },
    encode: asIs,
    show: hideCredentials,
  };
};

/** Replaces everything that could be a user name and password; the URL may be malformed. */
const hideCredentials = (url: string): string => url.replace(/^(https?:\/\/)?.*@/is, '$1***@');
