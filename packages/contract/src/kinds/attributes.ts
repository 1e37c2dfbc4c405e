import { ApiError } from '../errors.ts';
import { asIs, type Kind } from './kind.ts';

/** Counts UTF-8 bytes without encoding; works in Node and in browsers. */
function utf8Length(value: string): number {
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** JSON text, kept and returned exactly as it was sent, of at most `maxBytes` bytes of UTF-8. */
export const attributes = (limits: { readonly maxBytes: number }): Kind<string> => ({
  schema: { type: 'string', description: `JSON text of at most ${limits.maxBytes} bytes` },
  decode: (value) => {
    if (value.length > limits.maxBytes || utf8Length(value) > limits.maxBytes) throw new ApiError(50303);
    try {
      JSON.parse(value);
    } catch {
      throw new ApiError(50304);
    }
    return value;
  },
  encode: asIs,
});
