import { badValue, type Kind } from './kind.ts';

/** `true` or `false`, in any letter case. */
export const boolean = (): Kind<boolean> => ({
  schema: { type: 'string', enum: ['true', 'false'] },
  decode: (value, parameter) => {
    const folded = value.toLowerCase();
    if (folded !== 'true' && folded !== 'false') throw badValue(parameter, undefined);
    return folded === 'true';
  },
  encode: String,
});
