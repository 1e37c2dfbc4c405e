import { type AnyParameter, camelCase, missingParameter, type Operation } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import { type Fields, parseForm } from './form.ts';

/** Where each kind of parameter travels; a part that no parameter is in is not even parsed. */
const sources: Readonly<Record<AnyParameter['in'], (request: FastifyRequest) => Fields>> = {
  form: ({ body }) => (body instanceof Buffer ? parseForm(body) : ((body ?? {}) as Fields)),
  query: ({ query }) => query as Fields,
  header: ({ headers }) => headers,
};

/**
 * Makes the function that reads an operation's parameters from a request. Names that the operation does not
 * know are passed over; of a repeated one the last value counts.
 *
 * The function throws an ApiError for the first parameter that is missing or bad, in the contract's order.
 */
export function decoder(operation: Operation): (request: FastifyRequest) => object {
  const byPlace = Map.groupBy(Object.entries(operation.parameters), ([, parameter]) => parameter.in);
  const parts = [...byPlace].map(([place, parameters]) => ({
    source: sources[place],
    readers: parameters.map(([name, parameter]) => reader(name, parameter)),
  }));
  return (request) => {
    const values = {};
    for (const { source, readers } of parts) {
      const fields = source(request);
      for (const read of readers) read(fields, values);
    }
    return values;
  };
}

function reader(name: string, parameter: AnyParameter) {
  const key = camelCase(name);
  const field = parameter.in === 'header' ? name.toLowerCase() : name;
  return (fields: Fields, values: Record<string, unknown>): void => {
    const sent = fields[field];
    const value = typeof sent === 'object' ? sent.at(-1) : sent;
    if (value === undefined || (value === '' && parameter.empty === 'absent')) {
      if (parameter.required)
        throw missingParameter(name, parameter.in === 'form' ? 'post body' : 'query string');
      return;
    }
    values[key] = value === '' && parameter.empty === 'clear' ? null : parameter.kind.decode(value, name);
  };
}
