import { ApiError, explainError, parseDuration } from '@colloquy/contract';
import { type Source, toJson } from './parse-source.ts';
import { type Field, referencedPrefix } from './sections.ts';

/** The name of an object where a SID is expected; it is resolved when it is needed. */
export class Reference {
  readonly prefix: string;
  readonly name: string;

  constructor(prefix: string, name: string) {
    this.prefix = prefix;
    this.name = name;
  }
}

/** An invalid value; the message is for the author of the file. */
export class InvalidValueError extends Error {}

/**
 * Returns the value that the client sends for a field.
 *
 * @param now the origin of relative dates, in milliseconds since the epoch.
 * @param isNameable whether objects with this SID prefix can be referred to by name.
 * @throws InvalidValueError.
 */
export function decodeValue(
  field: Field,
  source: Source,
  now: number,
  isNameable: (prefix: string) => boolean,
): unknown {
  const { parameter } = field;
  if (parameter.repeated) {
    if (source.kind !== 'list') throw new InvalidValueError('must be a list');
    return source.items.map((item) => decodeText(field, scalarText(item)));
  }
  if (parameter.codec.schema.contentMediaType === 'application/json' && source.kind !== 'scalar') {
    return decodeText(field, JSON.stringify(toJson(source)));
  }
  const text = scalarText(source);
  const agoMs = isDate(field) && text.startsWith('-') ? parseDuration(text.slice(1)) : undefined;
  if (agoMs !== undefined) return new Date(now - agoMs);
  const prefix = referencedPrefix(field);
  if (
    prefix !== undefined &&
    isNameable(prefix) &&
    !new RegExp(parameter.codec.schema.pattern ?? '').test(text)
  )
    return new Reference(prefix, text);
  return decodeText(field, text);
}

export const isDate = ({ parameter }: Field): boolean => parameter.codec.schema.format === 'date-time';

function scalarText(source: Source): string {
  if (source.kind !== 'scalar') throw new InvalidValueError('must be a single value');
  return source.text;
}

/** Decodes as the server does, so that errors are reported before anything is sent. */
function decodeText({ parameter, path }: Field, text: string): unknown {
  try {
    return parameter.codec.decode(text, path);
  } catch (error) {
    throw error instanceof ApiError ? new InvalidValueError(explainError(error)) : error;
  }
}
