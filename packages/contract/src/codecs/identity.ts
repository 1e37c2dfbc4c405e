import { type Codec, invalidValue } from './codec.ts';
import { notASid, text } from './text.ts';

/** Identities that the server uses itself. */
const reservedIdentities = ['system'];

/** An identity: any text that does not look like the SID of a user. */
export const identity = (): Codec<string> => {
  const baseCodec = text({ max: 256, tooLong: 50207, not: notASid('US', 50206) });
  return {
    ...baseCodec,
    decode: (value, parameter) => {
      if (reservedIdentities.includes(value))
        throw invalidValue(baseCodec.schema, parameter, value, {
          code: 50203,
          allowed: `an identity other than ${reservedIdentities.join(', ')}`,
        });
      return baseCodec.decode(value, parameter);
    },
  };
};
