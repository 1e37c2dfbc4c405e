import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';

/** A SID has two letters and 32 hexadecimal digits. The server creates lower case and accepts both cases. */
export const sidPattern = (prefix: string): RegExp => new RegExp(`^${prefix}[0-9a-fA-F]{32}$`);

/** A SID with the given prefix, such as `MG`. */
export const sid = (prefix: string, options: { readonly malformed?: ErrorCode } = {}): Codec<string> => {
  const pattern = sidPattern(prefix);
  const schema = { type: 'string', pattern: pattern.source };
  return {
    schema,
    decode: (value, parameter) => {
      if (!pattern.test(value)) throw invalidValue(schema, parameter, value, { code: options.malformed });
      return value;
    },
    encode: asIs,
  };
};
