import { ApiError } from '../errors.ts';
import { asIs, type Codec } from './codec.ts';
import { utf8Length } from './utf8-length.ts';

/** JSON text that is stored and returned exactly as sent. Its maximum length is `maxBytes` in UTF-8. */
export const attributes = (limits: { readonly maxBytes: number }): Codec<string> => ({
  schema: {
    type: 'string',
    contentMediaType: 'application/json',
    description: `JSON text of up to ${limits.maxBytes} bytes`,
  },
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
