import { type Endpoint, endpoints, openApi } from '@colloquy/contract';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const document = openApi('http://localhost', '0.0.0');
const ajv = new Ajv2020({ strict: false, allErrors: true });
// The ESM types of this CommonJS package name its default export twice.
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', ...document });

/** An operation of the OpenAPI document. */
export type DescribedOperation = Pick<Endpoint, 'name' | 'method' | 'path'>;

/** Whether the path of a URL is that of an operation. */
export const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`);

/** @throws Error when the reply does not match our OpenAPI document. */
export function assertReply({ name, method, path }: DescribedOperation, status: number, body: unknown): void {
  const responses = `openapi#/paths/${encodePointer(path)}/${method.toLowerCase()}/responses/${status}`;
  const responseSchema = ajv.getSchema(responses);
  if (responseSchema === undefined) {
    // Errors of any path, whatever the operation: unavailable, timed out, unreadable.
    if ([405, 408, 415, 417, 431].includes(status)) return;
    throw new Error(`${name} returned ${status}, which the OpenAPI document does not list.`);
  }
  if (status === 204 || status === 304) return;
  const check = ajv.getSchema(`${responses}/content/${encodePointer('application/json')}/schema`);
  if (check?.(body)) return;
  throw new Error(`A reply of ${name} does not match the OpenAPI document: ${ajv.errorsText(check?.errors)}`);
}

/** Encodes a key as part of a JSON pointer in a URL. */
const encodePointer = (key: string): string =>
  encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

// A path without parameters takes precedence, as in the router.
const endpointPatterns = endpoints
  .map((endpoint) => ({ endpoint, pattern: pathPattern(endpoint.path) }))
  .toSorted((a, b) => Number(a.endpoint.path.includes('{')) - Number(b.endpoint.path.includes('{')));

/**
 * Validates a JSON reply of an operation that does not belong to a resource of the Conversations API. Others pass.
 *
 * @throws Error when the reply does not match our OpenAPI document.
 */
export function assertEndpointReply(method: string, url: string, status: number, body: unknown): void {
  const { pathname } = new URL(url);
  const found = endpointPatterns.find(
    ({ endpoint, pattern }) => endpoint.method === method.toUpperCase() && pattern.test(pathname),
  );
  if (found !== undefined) assertReply(found.endpoint, status, body);
}
