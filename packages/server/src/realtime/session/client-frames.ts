import type { TwilsockFrame } from '../codec/twilsock-frame.ts';
import type { TunnelledRequest } from './session.ts';

/** Paths that clients request have a few hundred characters. */
const maxPathLength = 8192;

/** Reads the request in a `message` frame; undefined if it has none, or a malformed one. */
export function parseTunnelledRequest({ header, payload }: TwilsockFrame): TunnelledRequest | undefined {
  const request = header['http_request'];
  if (!isObject(request)) return undefined;
  const { method, path } = request;
  if (typeof method !== 'string' || !/^[A-Z]{1,10}$/.test(method)) return undefined;
  if (typeof path !== 'string' || !path.startsWith('/') || path.length > maxPathLength) return undefined;
  const params = parseParams(request['params'] ?? {});
  const headers = parseHeaders(request['headers'] ?? {});
  if (params === undefined || headers === undefined) return undefined;
  return { method, path, params, headers, body: payload };
}

function parseParams(given: unknown): TunnelledRequest['params'] | undefined {
  if (!isObject(given)) return undefined;
  const params: [string, string | string[]][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!isText(value) && !(Array.isArray(value) && value.every(isText))) return undefined;
    params.push([name, value]);
  }
  return Object.fromEntries(params);
}

function parseHeaders(given: unknown): TunnelledRequest['headers'] | undefined {
  if (!isObject(given)) return undefined;
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(given))
    if (isText(value)) headers.push([name.toLowerCase(), value]);
  return Object.fromEntries(headers);
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The token in an `init` or `update` frame; empty, and so invalid, if there is none. */
export const tokenOf = ({ header }: TwilsockFrame): string =>
  isText(header['token']) ? header['token'] : '';
