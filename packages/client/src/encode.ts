import { type AnyParameter, camelCase, type Operation } from '@colloquy/contract';
import type { UnknownRecord } from './record.ts';
import type { ApiRequest } from './transport.ts';

/**
 * Fills the placeholders of a path.
 *
 * @throws TypeError for a value that would result in another path: an empty string, or a dot segment, which URL parsers
 * resolve even if it is percent-encoded.
 */
export function fillPath(path: string, values: readonly string[]): string {
  const left = [...values];
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.shift();
    if (value === undefined || value === '' || value === '.' || value === '..')
      throw new TypeError(`${camelCase(name)} cannot be ${value === undefined ? 'left out' : `'${value}'`}`);
    return encodeURIComponent(value);
  });
}

/** The parts of a request that contain parameters. */
export type EncodedParameters = Required<Pick<ApiRequest, 'headers'>> & {
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
};

/**
 * Encodes parameters with their API names, in the query, the form or the headers. `undefined` and unknown names are not
 * sent; an array repeats its name.
 *
 * @throws TypeError for null where nothing can be removed, RangeError for an invalid Date.
 */
export function encode(parameters: Operation['parameters'], values: UnknownRecord): EncodedParameters {
  const headers: Record<string, string> = {};
  const query = new URLSearchParams();
  const form = new URLSearchParams();
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = values[camelCase(name)];
    for (const text of value === undefined ? [] : encodeValues(name, parameter, value)) {
      if (parameter.in === 'header') headers[name] = text;
      else (parameter.in === 'form' ? form : query).append(name, text);
    }
  }
  return { headers, query, form };
}

function encodeValues(name: string, parameter: AnyParameter, value: unknown): readonly string[] {
  if (value === null && !parameter.codec.nullable) {
    if (parameter.empty !== 'clear') throw new TypeError(`${camelCase(name)} cannot be null`);
    return [''];
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  // An empty list is sent as one empty value, because no value would change nothing.
  if (values.length === 0) return parameter.in === 'form' ? [''] : [];
  return values.map((each) => parameter.codec.encode(each));
}
