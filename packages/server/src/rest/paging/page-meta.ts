import type { Endpoint } from '@colloquy/contract';
import type { EndpointRequest } from '../request-context.ts';

/** The metadata of a page. The URL of the next page repeats the query with another `PageToken`. */
export function pageMeta(
  { path, parameters }: Endpoint,
  request: EndpointRequest,
  key: string,
  next: number | string | undefined,
) {
  if (next === undefined) return { key, next_page_url: null };
  const repeated = new URLSearchParams();
  for (const [name, sent] of Object.entries(request.query)) {
    // Of a parameter that is not repeated, the last value counts.
    const values = typeof sent === 'object' ? sent : [sent];
    for (const value of parameters[name]?.repeated ? values : values.slice(-1))
      if (value) repeated.append(name, value);
  }
  repeated.set('PageToken', String(next));
  const ownPath = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(request.path[name] ?? ''),
  );
  return { key, next_page_url: `${request.baseUrl}${ownPath}?${repeated}` };
}
