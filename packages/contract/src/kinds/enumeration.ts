import { ApiError, type ErrorCode } from '../errors.ts';
import { asIs, badValue, type Kind } from './kind.ts';

/** One of a few words, in any letter case; the value is in the canonical one. */
export const enumeration = <const Word extends string>(
  words: readonly Word[],
  options: { readonly empty?: ErrorCode; readonly unknown?: ErrorCode } = {},
): Kind<Word> => ({
  schema: { type: 'string', enum: words },
  decode: (value, parameter) => {
    if (value === '' && options.empty !== undefined) throw new ApiError(options.empty);
    const folded = value.toLowerCase();
    const word = words.find((each) => each.toLowerCase() === folded);
    if (word === undefined) throw badValue(parameter, options.unknown);
    return word;
  },
  encode: asIs,
});
