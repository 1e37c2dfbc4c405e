import { api } from '../api.ts';
import type { Endpoint, EndpointReply } from '../endpoints/endpoint.ts';
import { defaultPageSize } from '../operation.ts';
import { describePath } from '../path-parameters.ts';
import { listKeyOf, type Resource } from '../resource.ts';
import { type Mount, mountPath, mountsOf, type Route } from '../routes.ts';
import { snakeCase } from '../snake-case.ts';
import { type ExampleLocation, exampleObject } from './example-object.ts';
import { exampleSid } from './example-sid.ts';

/**
 * Derives the body of a successful reply of an operation at one of its paths.
 *
 * @param baseUrl where its URLs begin.
 * @returns undefined where the reply has no body.
 */
export function exampleOfRoute(
  { resource, operation: { action }, mount }: Pick<Route, 'resource' | 'operation' | 'mount'>,
  baseUrl: string,
): unknown {
  if (action === 'delete') return undefined;
  return action === 'list'
    ? exampleListOf(resource, baseUrl, mount)
    : exampleObjectOf(resource, baseUrl, mount);
}

/** Derives an object of a resource, as it is at its first mount unless another is given. */
export function exampleObjectOf(
  resource: Resource,
  baseUrl: string,
  mount: Mount = mountsOf[resource.scope][0],
): object {
  const home = homeOf(resource);
  return exampleObject(resource.properties, {
    subject: snakeCase(resource.name),
    scopeUrl: baseUrl + fillPath(mountPath[mount]),
    objectUrl: baseUrl + fillPath(collectionPath(home, mount) + home.item, home),
    isServiceScoped: mount === 'service',
  });
}

/** Derives a page of a list with one object. */
export function exampleListOf(
  resource: Resource,
  baseUrl: string,
  mount: Mount = mountsOf[resource.scope][0],
): object {
  const size = resource.defaultPageSize ?? defaultPageSize;
  const url = `${baseUrl}${fillPath(collectionPath(resource, mount), resource)}?PageSize=${size}&Page=0`;
  const key = listKeyOf(resource);
  return {
    meta: {
      page: 0,
      page_size: size,
      first_page_url: url,
      previous_page_url: null,
      url,
      next_page_url: null,
      key,
    },
    [key]: [exampleObjectOf(resource, baseUrl, mount)],
  };
}

/** The resource at whose paths the objects are: conversations are also created together with participants. */
const homeOf = (resource: Resource): Resource =>
  Object.values<Resource>(api).find(
    ({ properties, item }) => properties === resource.properties && item !== '',
  ) ?? resource;

const collectionPath = ({ path }: Resource, mount: Mount): string => `${mountPath[mount]}/${path}`;

/** The same for an endpoint. Text and content have no example; that of a stream is the data of an event. */
export function exampleOfEndpoint(endpoint: Pick<Endpoint, 'reply' | 'path'>, baseUrl: string): unknown {
  const { reply, path } = endpoint;
  switch (reply.kind) {
    case 'object':
      return exampleObject(reply.properties, locateEndpoint(reply, path, baseUrl));
    case 'array':
      return [exampleOfItem(endpoint, baseUrl)];
    case 'events':
      return exampleOfItem(endpoint, baseUrl);
    case 'page':
      return {
        ...exampleObject(reply.page, locateEndpoint(reply, path, baseUrl)),
        [reply.key]: [exampleOfItem(endpoint, baseUrl)],
      };
    default:
      return undefined;
  }
}

/** Derives an item of a reply that has several; undefined for any other reply. */
export const exampleOfItem = (
  { reply, path }: Pick<Endpoint, 'reply' | 'path'>,
  baseUrl: string,
): object | undefined =>
  'item' in reply ? exampleObject(reply.item.properties, locateEndpoint(reply, path, baseUrl)) : undefined;

/** The only objects of endpoints with URLs are media, which have a service. */
function locateEndpoint(reply: EndpointReply, path: string, baseUrl: string): ExampleLocation {
  const scopeUrl = baseUrl + fillPath(mountPath.service);
  return {
    subject: snakeCase('item' in reply ? reply.item.name : 'name' in reply ? reply.name : ''),
    scopeUrl,
    objectUrl: `${scopeUrl}/Media/${exampleSid('ME')}`,
    isServiceScoped: path.startsWith(mountPath.service),
  };
}

/** Fills a path with SIDs. */
function fillPath(path: string, resource?: Resource): string {
  const sids = new Map(
    describePath(path, resource).map(({ name, sidPrefix }) => [name, exampleSid(sidPrefix)]),
  );
  return path.replace(/\{(\w+)\}/g, (_, name: string) => sids.get(name) ?? '');
}
