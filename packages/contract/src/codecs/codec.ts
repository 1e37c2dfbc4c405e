import { type ApiError, type ErrorCode, invalidParameter } from '../errors.ts';
import type { JsonSchema } from '../json-schema.ts';
import { describeValues } from './describe-values.ts';

/**
 * Converts between the text of a parameter and its value, and describes the text. The server decodes, the client
 * encodes, and the OpenAPI document contains the schema.
 */
export interface Codec<Value> {
  readonly schema: JsonSchema;
  /** @throws ApiError if the text is not valid; `parameter` is the name in its message. */
  readonly decode: (text: string, parameter: string) => Value;
  readonly encode: (value: Value) => string;
  /** What of a text may be shown to people; undefined for secrets and texts of messages. Without it, all may be. */
  readonly show?: (text: string) => string | undefined;
  /** Set if null is one of the values. */
  readonly nullable?: true;
}

/** What is invalid about a value. */
interface Violation {
  /** The specific code; without it, the error has the generic one. */
  readonly code?: ErrorCode | undefined;
  /** Completes "it must be"; without it, the schema is described. */
  readonly allowed?: string;
}

/** The error for a value that a codec does not accept. */
export const invalidValue = (
  schema: JsonSchema,
  parameter: string,
  value: string | undefined,
  { code, allowed = describeValues(schema) }: Violation = {},
): ApiError => invalidParameter(parameter, value, allowed, code);

/** Shows nothing of a text. */
export const hide = (): undefined => undefined;

export const asIs = (value: string): string => value;
