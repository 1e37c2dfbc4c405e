import { asIs, type Codec, invalidValue } from './codec.ts';
import { sidPattern } from './sid.ts';

/** A SID with one of the prefixes, in any letter case; the value is in lower case, as SIDs are stored. */
export const canonicalSid = (...prefixes: readonly [string, ...string[]]): Codec<string> => {
  const prefix = prefixes.length === 1 ? prefixes[0] : `(?:${prefixes.join('|')})`;
  const pattern = sidPattern(prefix);
  const schema = { type: 'string', pattern: pattern.source };
  return {
    schema,
    decode: (value, parameter) => {
      if (!pattern.test(value)) throw invalidValue(schema, parameter, value);
      return value.slice(0, 2) + value.slice(2).toLowerCase();
    },
    encode: asIs,
  };
};
