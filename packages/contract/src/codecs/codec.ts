import { ApiError, type ErrorCode, invalidParameter } from '../errors.ts';
import type { JsonSchema } from '../json-schema.ts';

/**
 * Converts between the text of a parameter and its value, and describes the text. The server decodes, the client
 * encodes, and the OpenAPI document contains the schema.
 */
export interface Codec<Value> {
  readonly schema: JsonSchema;
  /** @throws ApiError if the text is not valid; `parameter` is the name in its message. */
  readonly decode: (text: string, parameter: string) => Value;
  readonly encode: (value: Value) => string;
  /** Set if null is one of the values. */
  readonly nullable?: true;
}

/** The error for an invalid value: the specific code, or without one the generic code with the parameter's name. */
export const invalidValue = (parameter: string, code: ErrorCode | undefined): ApiError =>
  code === undefined ? invalidParameter(parameter) : new ApiError(code);

export const asIs = (value: string): string => value;
