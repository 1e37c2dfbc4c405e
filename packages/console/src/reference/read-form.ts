import type { RawRequest } from '@colloquy/client';
import type { AnyParameter, ReferenceOperation, ReferencePath } from '@colloquy/contract';
import { fillPath, type RequestValues, valuesIn } from './request-values.ts';

/** The names of the fields in the form of an operation. */
export const fieldNames = {
  key: (name: string) => `key.${name}`,
  parameter: (name: string) => `parameter.${name}`,
  /** Whether a parameter without a text is sent as an empty value, which removes what there is. */
  empty: (name: string) => `empty.${name}`,
  header: (name: string) => `header.${name}`,
  body: 'body',
};

/** Reads the values of a form. A field without a text is not sent. */
export function readForm(
  operation: ReferenceOperation,
  path: ReferencePath,
  form: Pick<FormData, 'get' | 'has'>,
): RequestValues {
  const textOf = (field: string): string => {
    const value = form.get(field);
    return typeof value === 'string' ? value : '';
  };
  const body = form.get(fieldNames.body);
  return {
    keys: Object.fromEntries(path.keys.map(({ name }) => [name, textOf(fieldNames.key(name)).trim()])),
    parameters: Object.fromEntries(
      Object.entries(operation.parameters).flatMap(([name, parameter]) => {
        const isEmptySent = form.has(fieldNames.empty(name));
        const values = splitValues(parameter, textOf(fieldNames.parameter(name)), isEmptySent);
        return values.length === 0 ? [] : [[name, values]];
      }),
    ),
    headers: Object.fromEntries(
      operation.headers.flatMap(({ name }) => {
        const value = textOf(fieldNames.header(name)).trim();
        return value === '' ? [] : [[name, value]];
      }),
    ),
    body: body ?? undefined,
  };
}

/** A repeated parameter has one value per line. */
function splitValues({ repeated }: AnyParameter, text: string, isEmptySent: boolean): string[] {
  const values = repeated ? text.split(/\r?\n/).filter((line) => line.trim() !== '') : [text];
  const given = values.filter((value) => value !== '');
  return given.length === 0 && isEmptySent ? [''] : given;
}

/** The request with these values. Nothing is checked: the server shows what it makes of them. */
export function toRawRequest(
  operation: ReferenceOperation,
  path: ReferencePath,
  values: RequestValues,
): RawRequest {
  const { method, body } = operation;
  const headers = { ...values.headers, ...Object.fromEntries(valuesIn(operation, 'header', values)) };
  const request = { method, path: fillPath(operation, path, values), headers };
  if (method !== 'POST') return request;
  if (body === undefined)
    return { ...request, body: new URLSearchParams(valuesIn(operation, 'form', values)) };
  return body.kind === 'json'
    ? { ...request, headers: { ...headers, 'Content-Type': 'application/json' }, body: values.body }
    : { ...request, body: values.body };
}
