import type { Route } from '@colloquy/contract';
import type { BaseUrl } from './base-url.ts';
import { encode, fillPath } from './encode.ts';
import type { UnknownRecord } from './record.ts';
import type { ApiRequest } from './transport.ts';

/**
 * The request of an operation.
 *
 * @param path what fills the `{...}` of the route's path, in order.
 * @param conditions headers beside those that are parameters.
 * @throws TypeError or RangeError for values that cannot be sent.
 */
export function buildRequest(
  route: Route,
  base: BaseUrl,
  path: readonly string[],
  params: UnknownRecord,
  conditions: Readonly<Record<string, string>> = {},
): ApiRequest {
  const { headers: own, query, form } = encode(route.operation.parameters, params);
  const headers = { ...own, ...conditions };
  const search = query.toString();
  const url = `${base.url}${fillPath(route.path, path)}${search === '' ? '' : `?${search}`}`;
  if (route.method !== 'POST') return { method: route.method, url, headers };
  return {
    method: 'POST',
    url,
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}
