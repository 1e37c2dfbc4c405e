import type { Frame } from '../codec/frame.ts';
import type { TunnelledRequest } from './session.ts';

/** The request in a frame; undefined for a frame that has none. */
export function readRequest({ header, payload }: Frame): TunnelledRequest | undefined {
  const request = asObject(header['http_request']);
  if (request === undefined) return undefined;
  const { method, path, params, headers } = request;
  if (typeof method !== 'string' || typeof path !== 'string') return undefined;
  return { method, path, params: texts(params), headers: firstTexts(headers), body: payload };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;

/** The parameters, of which those that are repeated have several values. */
function texts(value: unknown): Record<string, string | readonly string[]> {
  const found: Record<string, string | readonly string[]> = {};
  for (const [name, each] of Object.entries(asObject(value) ?? {})) {
    if (typeof each === 'string') found[name] = each;
    else if (Array.isArray(each)) found[name] = each.filter((one) => typeof one === 'string');
  }
  return found;
}

function firstTexts(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, each] of Object.entries(asObject(value) ?? {}))
    if (typeof each === 'string') found[name.toLowerCase()] = each;
  return found;
}
