import type { Parameters } from '@colloquy/contract';
import type { Fields } from '../../rest/decode.ts';
import type { Call, CallHandler } from './call.ts';

/** A path of the socket: a method, and segments of which those with a colon are variable. */
export interface TunnelRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly handle: CallHandler;
  /** Whether the SDK requests it by itself, again and again. */
  readonly polled?: boolean;
  /** The operation of the contract that it carries out. */
  readonly operation?: RoutedOperation;
}

export interface RoutedOperation {
  readonly name: string;
  readonly parameters: Parameters;
  /** The fields of the form that would request the same by HTTP. @throws ApiError 20001 for a malformed body. */
  readonly fields: (call: Call) => Fields;
}

interface Found {
  readonly handle: CallHandler;
  readonly polled: boolean;
  readonly operation: RoutedOperation | undefined;
  readonly path: Readonly<Record<string, string>>;
}

/**
 * Returns the function that finds the route of a request; it returns undefined for a path without a route.
 *
 * A segment is decoded after the path is divided, so an encoded slash in an identity does not divide it.
 */
export function routeTable(
  routes: readonly TunnelRoute[],
): (method: string, path: string) => Found | undefined {
  const parsed = routes.map(({ method, path, handle, polled = false, operation }) => ({
    method,
    handle,
    polled,
    operation,
    segments: path.split('/'),
  }));
  return (method, path) => {
    const given = path.split('/').map(decodeSegment);
    for (const route of parsed) {
      if (route.method !== method || route.segments.length !== given.length) continue;
      const variables = match(route.segments, given);
      const { handle, polled, operation } = route;
      if (variables !== undefined) return { handle, polled, operation, path: variables };
    }
    return undefined;
  };
}

function match(
  segments: readonly string[],
  given: readonly (string | undefined)[],
): Record<string, string> | undefined {
  const variables: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = given[index];
    if (value === undefined) return undefined;
    if (segment.startsWith(':')) variables[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return variables;
}

/** Undefined for a segment that is not well encoded, or has a NUL, which not every database accepts. */
export function decodeSegment(segment: string): string | undefined {
  try {
    const decoded = decodeURIComponent(segment);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}
