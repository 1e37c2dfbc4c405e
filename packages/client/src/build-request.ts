import type { BaseUrl } from './base-url.ts';
import { encode, fillPath } from './encode.ts';
import type { UnknownRecord } from './record.ts';
import type { RequestShape } from './request-shape.ts';
import type { ApiRequest } from './transport.ts';

/** What a call says of its request. */
interface RequestValues {
  /** What fills the `{...}` of the path, in order. */
  readonly path: readonly string[];
  readonly body?: unknown;
  readonly params: UnknownRecord;
  /** Headers beside those that are parameters. */
  readonly conditions?: Readonly<Record<string, string>>;
}

/**
 * Builds the request of an operation.
 *
 * @throws TypeError or RangeError for values that cannot be sent.
 */
export function buildRequest(
  shape: RequestShape,
  base: BaseUrl,
  { path, body, params, conditions = {} }: RequestValues,
): ApiRequest {
  const { headers: own, query, form } = encode(shape.parameters, params);
  const headers = { ...own, ...conditions };
  const search = query.toString();
  const url = `${base.url}${fillPath(shape.path, path)}${search === '' ? '' : `?${search}`}`;
  if (shape.method !== 'POST') return { method: shape.method, url, headers };
  return shape.body === undefined
    ? {
        method: 'POST',
        url,
        headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      }
    : { method: 'POST', url, ...encodeBody(shape.body, body, headers) };
}

function encodeBody(
  declared: NonNullable<RequestShape['body']>,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Pick<ApiRequest, 'headers' | 'body'> {
  if (declared.kind === 'content') {
    if (!(body instanceof Blob)) throw new TypeError('The content must be a Blob');
    // Without a type of the Blob's own, it is plain bytes.
    return { headers: { ...headers, 'Content-Type': body.type || 'application/octet-stream' }, body };
  }
  return { headers: { ...headers, 'Content-Type': 'application/json' }, body: declared.encode(body) };
}
