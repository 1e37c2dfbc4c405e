import type { ErrorCode } from '../errors.ts';
import { type Codec, identityText, invalidValue } from './codec.ts';
import { utf8Length } from './utf8-length.ts';

/**
 * Free text of at most `max` characters (Unicode code points).
 *
 * NUL is refused: PostgreSQL cannot hold it and SQLite's text functions stop at it, so accepting it would
 * silently lose what follows.
 */
export const text = (limits: {
  readonly max: number;
  readonly tooLong?: ErrorCode;
  /** A form that this text must not have, such as that of a SID that it could be taken for. */
  readonly not?: { readonly pattern: RegExp; readonly code: ErrorCode };
}): Codec<string> => ({
  schema: { type: 'string', maxLength: limits.max },
  decode: (value, parameter) => {
    // Code points are counted only when code units are too many: counting allocates.
    if (value.length > limits.max && [...value].length > limits.max)
      throw invalidValue(parameter, limits.tooLong);
    if (value.includes('\0')) throw invalidValue(parameter, undefined);
    if (limits.not?.pattern.test(value)) throw invalidValue(parameter, limits.not.code);
    return value;
  },
  encode: identityText,
});

/** Free text of at most `maxBytes` bytes of UTF-8, without NUL. */
export const utf8Text = (limits: {
  readonly maxBytes: number;
  readonly tooLong: ErrorCode;
}): Codec<string> => ({
  schema: { type: 'string', description: `text of at most ${limits.maxBytes} bytes` },
  decode: (value, parameter) => {
    if (value.length > limits.maxBytes || utf8Length(value) > limits.maxBytes) {
      throw invalidValue(parameter, limits.tooLong);
    }
    if (value.includes('\0')) throw invalidValue(parameter, undefined);
    return value;
  },
  encode: identityText,
});
