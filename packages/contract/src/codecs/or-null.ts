import type { Codec } from './codec.ts';

/** Extends a codec with the text `null`, which means "remove". */
export const orNull = <Value>(codec: Codec<Value>): Codec<Value | null> => ({
  schema: { anyOf: [codec.schema, { const: 'null' }] },
  decode: (value, parameter) => (value === 'null' ? null : codec.decode(value, parameter)),
  encode: (value) => (value === null ? 'null' : codec.encode(value)),
  nullable: true,
});
