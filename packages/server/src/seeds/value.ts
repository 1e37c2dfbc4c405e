import { ApiError, parseDuration } from '@colloquy/contract';
import { type Field, referenceOf } from './sections.ts';
import { type Source, toJson } from './source.ts';

/** A name in place of the SID of an object, which is looked up when it is needed. */
export class Reference {
  readonly prefix: string;
  readonly name: string;

  constructor(prefix: string, name: string) {
    this.prefix = prefix;
    this.name = name;
  }
}

/** A value that a field cannot have; the message is for the person who wrote it. */
export class BadValue extends Error {}

/**
 * What the client sends for a field.
 *
 * @param now what dates before now count from, in milliseconds.
 * @param known whether objects with SIDs of a prefix can be named in a seed.
 * @throws BadValue.
 */
export function readValue(
  field: Field,
  source: Source,
  now: number,
  known: (prefix: string) => boolean,
): unknown {
  const { parameter } = field;
  if (parameter.repeated) {
    if (source.kind !== 'list') throw new BadValue('must be a list');
    return source.items.map((item) => decoded(field, textOf(item)));
  }
  if (parameter.kind.schema.contentMediaType === 'application/json' && source.kind !== 'scalar') {
    return decoded(field, JSON.stringify(toJson(source)));
  }
  const text = textOf(source);
  const ago = isDate(field) && text.startsWith('-') ? parseDuration(text.slice(1)) : undefined;
  if (ago !== undefined) return new Date(now - ago);
  const prefix = referenceOf(field);
  if (prefix !== undefined && known(prefix) && !new RegExp(parameter.kind.schema.pattern ?? '').test(text))
    return new Reference(prefix, text);
  return decoded(field, text);
}

export const isDate = ({ parameter }: Field): boolean => parameter.kind.schema.format === 'date-time';

function textOf(source: Source): string {
  if (source.kind !== 'scalar') throw new BadValue('must be a single value');
  return source.text;
}

/** Judged as the server will: what is wrong is told before anything is sent. */
function decoded({ parameter, path }: Field, text: string): unknown {
  try {
    return parameter.kind.decode(text, path);
  } catch (error) {
    throw error instanceof ApiError ? new BadValue(`${error.message} (${error.code})`) : error;
  }
}
