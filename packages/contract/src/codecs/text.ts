import type { ErrorCode } from '../errors.ts';
import { asIs, type Codec, hide, invalidValue } from './codec.ts';
import { sidPattern } from './sid.ts';
import { utf8Length } from './utf8-length.ts';

/**
 * Text of up to `max` characters (Unicode code points).
 *
 * It cannot contain NUL: PostgreSQL cannot store it, and SQLite's text functions stop at it.
 */
export const text = (limits: {
  readonly max: number;
  readonly tooLong?: ErrorCode;
  /** What the text must not match; `allowed` completes "it must be". */
  readonly not?: { readonly pattern: RegExp; readonly code: ErrorCode; readonly allowed: string };
  /** Whether errors must not show the value. */
  readonly secret?: true;
}): Codec<string> => {
  const schema = { type: 'string', maxLength: limits.max };
  return {
    schema,
    decode: (value, parameter) => {
      const shown = limits.secret ? undefined : value;
      // Counting code points allocates, so it happens only if there are too many code units.
      if (value.length > limits.max && [...value].length > limits.max)
        throw invalidValue(schema, parameter, shown, { code: limits.tooLong });
      if (value.includes('\0')) throw invalidValue(schema, parameter, shown, { allowed: withoutNul });
      if (limits.not?.pattern.test(value)) throw invalidValue(schema, parameter, shown, { ...limits.not });
      return value;
    },
    encode: asIs,
    ...(limits.secret && { show: hide }),
  };
};

const withoutNul = 'text without the character NUL';

/** What {@link text} must not match if it must not look like a SID. */
export const notASid = (prefix: string, code: ErrorCode) => ({
  pattern: sidPattern(prefix),
  code,
  allowed: 'text that does not look like a SID',
});

/** Text of a message, of up to `maxBytes` bytes in UTF-8, without NUL. Errors do not show it, because they are logged. */
export const utf8Text = (limits: {
  readonly maxBytes: number;
  readonly tooLong: ErrorCode;
}): Codec<string> => {
  const schema = { type: 'string', description: `text of up to ${limits.maxBytes} bytes` };
  return {
    schema,
    decode: (value, parameter) => {
      if (value.length > limits.maxBytes || utf8Length(value) > limits.maxBytes)
        throw invalidValue(schema, parameter, undefined, { code: limits.tooLong });
      if (value.includes('\0')) throw invalidValue(schema, parameter, undefined, { allowed: withoutNul });
      return value;
    },
    encode: asIs,
    show: hide,
  };
};

/** Any text, which the server itself has created and checks when it gets it back. It can be a secret. */
export const opaqueText = (): Codec<string> => ({
  schema: { type: 'string' },
  decode: asIs,
  encode: asIs,
  show: hide,
});
