import type { Codec } from './codec.ts';

/** A kind whose value can also be the word `null`, which stands for "remove". */
export const orNull = <Value>(codec: Codec<Value>): Codec<Value | null> => ({
  schema: { anyOf: [codec.schema, { const: 'null' }] },
  decode: (value, parameter) => (value === 'null' ? null : codec.decode(value, parameter)),
  encode: (value) => (value === null ? 'null' : codec.encode(value)),
  nullable: true,
});
