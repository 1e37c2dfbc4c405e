import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, invalidValue } from './codec.ts';
import { utf8Length } from './utf8-length.ts';

/**
 * Text of up to `max` characters (Unicode code points).
 *
 * It cannot contain NUL: PostgreSQL cannot store it, and SQLite's text functions stop at it.
 */
export const text = (limits: {
  readonly max: number;
  readonly tooLong?: ErrorCode;
  /** A pattern that the text must not match, such as that of a SID. */
  readonly not?: { readonly pattern: RegExp; readonly code: ErrorCode };
}): Codec<string> => ({
  schema: { type: 'string', maxLength: limits.max },
  decode: (value, parameter) => {
    // Counting code points allocates, so it happens only if there are too many code units.
    if (value.length > limits.max && [...value].length > limits.max)
      throw invalidValue(parameter, limits.tooLong);
    if (value.includes('\0')) throw invalidValue(parameter, undefined);
    if (limits.not?.pattern.test(value)) throw invalidValue(parameter, limits.not.code);
    return value;
  },
  encode: asIs,
});

/** Text of up to `maxBytes` bytes in UTF-8, without NUL. */
export const utf8Text = (limits: {
  readonly maxBytes: number;
  readonly tooLong: ErrorCode;
}): Codec<string> => ({
  schema: { type: 'string', description: `text of up to ${limits.maxBytes} bytes` },
  decode: (value, parameter) => {
    if (value.length > limits.maxBytes || utf8Length(value) > limits.maxBytes) {
      throw invalidValue(parameter, limits.tooLong);
    }
    if (value.includes('\0')) throw invalidValue(parameter, undefined);
    return value;
  },
  encode: asIs,
});

/** Any text, which the server itself has created and checks when it gets it back. */
export const opaqueText = (): Codec<string> => ({
  schema: { type: 'string' },
  decode: asIs,
  encode: asIs,
});
