import {
  exampleParameter,
  exampleSid,
  type ReferenceOperation,
  type ReferencePath,
} from '@colloquy/contract';

/** What a request of an operation says, as texts. */
export interface RequestValues {
  /** By the key in the path. */
  readonly keys: Readonly<Record<string, string>>;
  /** By the name of the parameter; several where it is repeated. One empty text is an empty value. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Headers that are not parameters. */
  readonly headers: Readonly<Record<string, string>>;
  /** A body that is not a form. */
  readonly body: string | Blob | undefined;
}

/** Values for an example: what the operation requires, or something to change if it requires nothing. */
export function exampleValues(operation: ReferenceOperation, path: ReferencePath): RequestValues {
  const parameters = Object.entries(operation.parameters).filter(([, each]) => each.in !== 'header');
  const required = parameters.filter(([, { required }]) => required);
  const fields = parameters.filter(([, parameter]) => parameter.in === 'form');
  const shown = required.length > 0 ? required : fields.slice(0, 1);
  return {
    keys: Object.fromEntries(path.keys.map(({ name, sidPrefix }) => [name, exampleSid(sidPrefix)])),
    parameters: Object.fromEntries(
      shown.flatMap(([name, parameter]) => {
        const example = exampleParameter(name, parameter);
        return example === undefined ? [] : [[name, [example]]];
      }),
    ),
    headers: {},
    body: operation.body?.kind === 'json' ? exampleJson : undefined,
  };
}

/** The only JSON body is that of a request for several media. */
const exampleJson = JSON.stringify({ command: 'get', list: [{ media_sid: exampleSid('ME') }] });

/** Fills the keys of a path. */
export const fillKeys = ({ path }: Pick<ReferencePath, 'path'>, keys: RequestValues['keys']): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(keys[name] ?? ''));

/** The parameters in one part of a request, as pairs. */
export const valuesIn = (
  operation: ReferenceOperation,
  part: 'form' | 'query' | 'header',
  { parameters }: RequestValues,
): [name: string, value: string][] =>
  Object.entries(operation.parameters)
    .filter(([, parameter]) => parameter.in === part)
    .flatMap(([name]) => (parameters[name] ?? []).map((value): [string, string] => [name, value]));

/** The path with the keys and the query. */
export function fillPath(operation: ReferenceOperation, path: ReferencePath, values: RequestValues): string {
  const query = new URLSearchParams(valuesIn(operation, 'query', values)).toString();
  return `${fillKeys(path, values.keys)}${query === '' ? '' : `?${query}`}`;
}
