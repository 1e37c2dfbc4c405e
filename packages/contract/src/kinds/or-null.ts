import type { Kind } from './kind.ts';

/** A kind whose value can also be the word `null`, which stands for "remove". */
export const orNull = <Value>(kind: Kind<Value>): Kind<Value | null> => ({
  schema: { anyOf: [kind.schema, { const: 'null' }] },
  decode: (value, parameter) => (value === 'null' ? null : kind.decode(value, parameter)),
  encode: (value) => (value === null ? 'null' : kind.encode(value)),
  takesNull: true,
});
