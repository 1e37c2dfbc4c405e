import type { JsonSchema } from '../json-schema.ts';
import type { AnyParameter, Parameters } from '../parameter.ts';
import type { PathParameter } from '../path-parameters.ts';

/** The keys of a path. */
export const pathObjects = (keys: readonly PathParameter[]): object[] =>
  keys.map(({ name, description }) => ({
    name,
    in: 'path',
    description,
    required: true,
    schema: { type: 'string' },
  }));

/** The parameters in the query and in headers. */
export const parameterObjects = (parameters: Parameters): object[] =>
  Object.entries(parameters)
    .filter(([, parameter]) => parameter.in !== 'form')
    .map(([name, parameter]) => ({
      name,
      in: parameter.in,
      description: parameter.description,
      required: parameter.required,
      schema: valueSchema(parameter),
    }));

/** Headers that are not parameters of one operation. */
export const headerObjects = (headers: readonly { name: string; description: string }[]): object[] =>
  headers.map((header) => ({ ...header, in: 'header', required: false, schema: { type: 'string' } }));

/** The form of an operation that has fields; spread into its description. */
export function requestBody(parameters: Parameters): object {
  const fields = Object.entries(parameters).filter(([, parameter]) => parameter.in === 'form');
  if (fields.length === 0) return {};
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, { ...valueSchema(field), description: field.description }]),
    ),
    required: fields.filter(([, field]) => field.required).map(([name]) => name),
  };
  return { requestBody: { content: { 'application/x-www-form-urlencoded': { schema } } } };
}

const valueSchema = ({ codec, repeated }: AnyParameter): JsonSchema =>
  repeated ? { type: 'array', items: codec.schema } : codec.schema;
