import { camelCase, type Route } from '@colloquy/contract';
import { buildConditionalHeaders } from './conditional-headers.ts';
import { type CallOptions, isCallOptions } from './options.ts';
import { isRecord, type UnknownRecord } from './record.ts';

/** The arguments of a method, apart. */
export interface MethodArguments {
  readonly path: readonly string[];
  readonly params: UnknownRecord;
  /** Headers beside those that are parameters. */
  readonly conditions: Readonly<Record<string, string>>;
  readonly options: CallOptions;
}

/**
 * Takes a method's arguments apart: a string for each `{...}` of the path, then the parameters where the
 * operation has any, then the call's options.
 *
 * @throws TypeError when one is not what its place is for. The types say the same; this is for JavaScript.
 */
export function parseArguments(route: Route, given: readonly unknown[]): MethodArguments {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => camelCase(name));
  const path = names.map((name, i) => {
    const value = given[i];
    if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
    return value;
  });
  const rest = given.slice(names.length);
  const params = hasParameters(route) ? (rest.shift() ?? {}) : {};
  const options = rest.shift() ?? {};
  if (!isRecord(params)) throw new TypeError('Parameters must be an object');
  if (!isCallOptions(options)) throw new TypeError('Call options must be an object of signal and timeoutMs');
  return { path, params, conditions: buildConditionalHeaders(route, { ...options }), options };
}

const hasParameters = (route: Route): boolean => Object.keys(route.operation.parameters).length > 0;
