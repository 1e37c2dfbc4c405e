import { asIs, type Codec, invalidValue } from './codec.ts';
import { utf8Length } from './utf8-length.ts';

/** JSON text that is stored and returned exactly as sent. Its maximum length is `maxBytes` in UTF-8. */
export const attributes = (limits: { readonly maxBytes: number }): Codec<string> => {
  const schema = {
    type: 'string',
    contentMediaType: 'application/json',
    description: `JSON text of up to ${limits.maxBytes} bytes`,
  };
  return {
    schema,
    decode: (value, parameter) => {
      if (value.length > limits.maxBytes || utf8Length(value) > limits.maxBytes)
        throw invalidValue(schema, parameter, value, { code: 50303 });
      try {
        JSON.parse(value);
      } catch {
        throw invalidValue(schema, parameter, value, { code: 50304 });
      }
      return value;
    },
    encode: asIs,
  };
};
