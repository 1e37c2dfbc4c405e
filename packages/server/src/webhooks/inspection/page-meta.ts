import type { Endpoint } from '@colloquy/contract';
import type { EndpointRequest } from '../../rest/request-context.ts';

/** The metadata of a page. The URL of the next page repeats the query with another `PageToken`. */
export function pageMeta(
  { path }: Endpoint,
  request: EndpointRequest,
  key: string,
  next: number | string | undefined,
) {
  if (next === undefined) return { key, next_page_url: null };
  const repeated = new URLSearchParams();
  for (const [name, sent] of Object.entries(request.query)) {
    const value = typeof sent === 'object' ? sent.at(-1) : sent;
    if (value) repeated.set(name, value);
  }
  repeated.set('PageToken', String(next));
  return { key, next_page_url: `${request.baseUrl}${path}?${repeated}` };
}
