import {
  type Action,
  type AnyParameter,
  ApiError,
  camelCase,
  decodeValue,
  missingParameter,
  type Operation,
  type Parameters,
  type ValuesOf,
} from '@colloquy/contract';
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
 * know are passed over; of one that is sent again though it has one value, the last counts.
 *
 * The function throws an ApiError for the first parameter that is missing or bad, in the contract's order.
 */
export function decoder<P extends Parameters>(
  operation: Operation<Action, P>,
): (request: FastifyRequest) => ValuesOf<P> {
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
    // Each parameter's kind has made its value.
    return values as ValuesOf<P>;
  };
}

function reader(name: string, parameter: AnyParameter) {
  const key = camelCase(name);
  const field = parameter.in === 'header' ? name.toLowerCase() : name;
  return (fields: Fields, values: Record<string, unknown>): void => {
    const sent = fields[field];
    if (parameter.repeated) {
      const list = sent === undefined ? [] : typeof sent === 'object' ? sent : [sent];
      // One empty value is how an empty list is sent; in a query it filters nothing.
      const given = list.length === 1 && list[0] === '' ? [] : list;
      if (given.length === 0 && parameter.required) throw missing(name, parameter);
      if (list.length > 0 && (given.length > 0 || parameter.in === 'form'))
        values[key] = given.map((each) => parameter.codec.decode(each, name));
      return;
    }
    const value = decodeValue(parameter, typeof sent === 'object' ? sent.at(-1) : sent, name);
    if (value !== undefined) values[key] = value;
    else if (parameter.required) throw missing(name, parameter);
  };
}

const missing = (name: string, { in: place, missing: code }: AnyParameter): ApiError =>
  code === undefined
    ? missingParameter(name, place === 'form' ? 'post body' : 'query string')
    : new ApiError(code);
