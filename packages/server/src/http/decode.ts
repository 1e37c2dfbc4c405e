import type { IncomingHttpHeaders } from 'node:http';
import { type AnyParameter, camelCase, missingParameter, type Operation } from '@colloquy/contract';
import type { Fields } from './form.ts';

/** The parts of a request that parameters travel in. */
export interface Sources {
  readonly form: Fields;
  readonly query: Fields;
  readonly header: IncomingHttpHeaders;
}

/**
 * Makes the function that reads an operation's parameters from a request. Names that the operation does not
 * know are passed over; of a repeated one the last value counts.
 *
 * The function throws an ApiError for the first parameter that is missing or bad, in the contract's order.
 */
export function decoder(operation: Operation): (sources: Sources) => object {
  const readers = Object.entries(operation.parameters).map(([name, parameter]) => reader(name, parameter));
  return (sources) => {
    const values = {};
    for (const read of readers) read(sources, values);
    return values;
  };
}

function reader(name: string, parameter: AnyParameter) {
  const key = camelCase(name);
  const field = parameter.in === 'header' ? name.toLowerCase() : name;
  return (sources: Sources, values: Record<string, unknown>): void => {
    const sent = sources[parameter.in][field];
    const value = typeof sent === 'object' ? sent.at(-1) : sent;
    if (value === undefined || (value === '' && parameter.empty === 'absent')) {
      if (parameter.required)
        throw missingParameter(name, parameter.in === 'form' ? 'post body' : 'query string');
      return;
    }
    values[key] = value === '' && parameter.empty === 'clear' ? null : parameter.kind.decode(value, name);
  };
}
