import type { ErrorCode } from '../errors.ts';
import { asIs, badValue, type Kind } from './kind.ts';
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
}): Kind<string> => ({
  schema: { type: 'string', maxLength: limits.max },
  decode: (value, parameter) => {
    // Code points are counted only when code units are too many: counting allocates.
    if (value.length > limits.max && [...value].length > limits.max)
      throw badValue(parameter, limits.tooLong);
    if (value.includes('\0')) throw badValue(parameter, undefined);
    if (limits.not?.pattern.test(value)) throw badValue(parameter, limits.not.code);
    return value;
  },
  encode: asIs,
});

/** Free text of at most `maxBytes` bytes of UTF-8, without NUL. */
export const utf8Text = (limits: {
  readonly maxBytes: number;
  readonly tooLong: ErrorCode;
}): Kind<string> => ({
  schema: { type: 'string', description: `text of at most ${limits.maxBytes} bytes` },
  decode: (value, parameter) => {
    if (value.length > limits.maxBytes || utf8Length(value) > limits.maxBytes) {
      throw badValue(parameter, limits.tooLong);
    }
    if (value.includes('\0')) throw badValue(parameter, undefined);
    return value;
  },
  encode: asIs,
});
