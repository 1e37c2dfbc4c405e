import { camelCase, pathParameters } from '@colloquy/contract';
import { buildConditionalHeaders } from './conditional-headers.ts';
import { type CallOptions, isCallOptions } from './options.ts';
import { isRecord, type UnknownRecord } from './record.ts';
import type { RequestShape } from './request-shape.ts';

/** The arguments of a method, by their purpose. */
export interface MethodArguments {
  readonly path: readonly string[];
  /** Undefined for an operation without a body of its own. */
  readonly body: unknown;
  readonly params: UnknownRecord;
  /** Headers that are not parameters. */
  readonly conditions: Readonly<Record<string, string>>;
  readonly options: CallOptions;
}

/**
 * Takes a method's arguments apart: a string for each `{...}` of the path, then the body where the operation has one
 * of its own, then the parameters where it has any, then the call's options.
 *
 * @throws TypeError when one is not what its place is for. The types say the same; this is for JavaScript.
 */
export function parseArguments(shape: RequestShape, given: readonly unknown[]): MethodArguments {
  const names = pathParameters(shape).map(camelCase);
  const path = names.map((name, i) => {
    const value = given[i];
    if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
    return value;
  });
  const rest = given.slice(names.length);
  const body = shape.body === undefined ? undefined : rest.shift();
  const params = Object.keys(shape.parameters).length > 0 ? (rest.shift() ?? {}) : {};
  const options = rest.shift() ?? {};
  if (!isRecord(params)) throw new TypeError('Parameters must be an object');
  if (!isCallOptions(options)) throw new TypeError('Call options must be an object of signal and timeoutMs');
  return { path, body, params, conditions: buildConditionalHeaders(shape, { ...options }), options };
}
