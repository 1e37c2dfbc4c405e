import { ApiError } from '../errors.ts';
import type { Codec } from './codec.ts';
import { sidPattern } from './sid.ts';
import { text } from './text.ts';

/** Identities that the server uses itself. */
const reservedIdentities = ['system'];

/** An identity: any text that does not look like the SID of a user. */
export const identity = (): Codec<string> => {
  const baseCodec = text({ max: 256, tooLong: 50207, not: { pattern: sidPattern('US'), code: 50206 } });
  return {
    ...baseCodec,
    decode: (value, parameter) => {
      if (reservedIdentities.includes(value)) throw new ApiError(50203);
      return baseCodec.decode(value, parameter);
    },
  };
};
