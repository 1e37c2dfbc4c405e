import type { ApiCall } from './render-call.ts';

/** Resources of which there is one, so that no SID follows them. */
const singletons = ['Configuration', 'Notifications'];

/** Splits a path below `/v1` into resources, each with the SID or the unique name that follows it. */
export function parsePath(pathname: string): ApiCall['path'] {
  const segments = pathname.replace('/v1/', '').split('/').map(decodeSegment);
  const pairs: (readonly [resource: string, sid?: string])[] = [];
  for (let index = 0; index < segments.length; index += 1) {
    const [resource = '', sid] = [segments[index], segments[index + 1]];
    if (sid === undefined || singletons.includes(resource)) {
      pairs.push([resource]);
    } else {
      pairs.push([resource, sid]);
      index += 1;
    }
  }
  return pairs;
}

/** A path that was refused can have anything in it. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
