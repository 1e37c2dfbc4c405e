import { parse } from 'node:querystring';
import { type AnyParameter, type Parameters, toPrintable } from '@colloquy/contract';
import type { CapturedForm } from './capture-form.ts';

/** Parameters of a request that are shown. */
const maxShown = 50;

/** A parameter as the server received it. */
export interface DescribedParameter {
  readonly in: 'query' | 'form';
  readonly name: string;
  /** Printable and shortened; null if it must not be shown. */
  readonly value: string | null;
  readonly length: number;
  /** Whether the operation reads it. */
  readonly known: boolean;
}

/**
 * Describes what was sent in the query and the form of a request, known parameters or not: a misspelled name is what
 * a developer looks for. Only values of known parameters are shown, since others can be secrets with the wrong name.
 */
export function describeParameters(
  { url, form }: { readonly url: string; readonly form: CapturedForm },
  parameters: Parameters = {},
): DescribedParameter[] {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const sent = [
    ...readPairs(query).map((pair) => ({ in: 'query', ...pair }) as const),
    ...readPairs(withoutCutPair(form)).map((pair) => ({ in: 'form', ...pair }) as const),
  ];
  return sent.slice(0, maxShown).map(({ in: place, name, value }) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const known = parameter?.in === place;
    return {
      in: place,
      name: toPrintable(name),
      value: known ? show(parameter, value) : null,
      length: value.length,
      known,
    };
  });
}

function show({ codec }: AnyParameter, value: string): string | null {
  const shown = codec.show === undefined ? value : codec.show(value);
  return shown === undefined ? null : toPrintable(shown);
}

const readPairs = (encoded: string) =>
  Object.entries(parse(encoded, '&', '=', { maxKeys: maxShown })).flatMap(([name, values]) =>
    [values ?? ''].flat().map((value) => ({ name, value })),
  );

/** Of a form that was cut, the last value may have lost its end, and would look wrong. */
function withoutCutPair({ content, isCut }: CapturedForm): string {
  const text = content.toString();
  return isCut ? text.slice(0, Math.max(text.lastIndexOf('&'), 0)) : text;
}
