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

/** Decoded fields of a form, a query or a header; a repeated name has several values. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where the parameters of a request are. */
export interface ParameterSources {
  readonly query: Fields;
  readonly headers: Fields;
  /** Parses the body. @throws ApiError 20001 for a malformed one. */
  readonly form: () => Fields;
}

/** A part of the request that no parameter is in is not even parsed. */
const sources: Readonly<Record<AnyParameter['in'], (request: ParameterSources) => Fields>> = {
  form: ({ form }) => form(),
  query: ({ query }) => query,
  header: ({ headers }) => headers,
};

/**
 * Returns the function that reads an operation's parameters from a request. It ignores names that the operation does
 * not know; of a parameter that has one value and is sent several times, the last counts.
 *
 * The function throws an ApiError for the first parameter that is missing or bad, in the contract's order.
 */
export function decoder<P extends Parameters>(
  operation: Pick<Operation<Action, P>, 'parameters'>,
): (request: ParameterSources) => ValuesOf<P> {
  const bySource = Map.groupBy(Object.entries(operation.parameters), ([, parameter]) => parameter.in);
  const parts = [...bySource].map(([source, parameters]) => ({
    fieldsIn: sources[source],
    decoders: parameters.map(([name, parameter]) => parameterDecoder(name, parameter)),
  }));
  return (request) => {
    const values = {};
    for (const { fieldsIn, decoders } of parts) {
      const fields = fieldsIn(request);
      for (const decode of decoders) decode(fields, values);
    }
    // Each parameter's codec has made its value.
    return values as ValuesOf<P>;
  };
}

function parameterDecoder(name: string, parameter: AnyParameter) {
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

const missing = (name: string, { in: location, missing: code }: AnyParameter): ApiError =>
  code === undefined
    ? missingParameter(name, location === 'form' ? 'post body' : 'query string')
    : new ApiError(code);
