import { ApiError, type ErrorCode, invalidParameter } from '../errors.ts';
import type { JsonSchema } from '../json-schema.ts';

/**
 * What the text of a parameter means: how it is read, how it is written, and how it is described. The server
 * decodes with it, the client encodes with it, the OpenAPI file shows its schema.
 */
export interface Codec<Value> {
  readonly schema: JsonSchema;
  /** @throws ApiError when the text is no value of this kind; `parameter` is the name to put in its message. */
  readonly decode: (text: string, parameter: string) => Value;
  readonly encode: (value: Value) => string;
  /** Whether null is one of its values. */
  readonly nullable?: true;
}

/** The error for a bad value: the code that the API documents, or else the generic one with the name. */
export const invalidValue = (parameter: string, code: ErrorCode | undefined): ApiError =>
  code === undefined ? invalidParameter(parameter) : new ApiError(code);

export const identityText = (value: string): string => value;
