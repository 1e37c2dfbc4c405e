import { api, endpoints, type Resource, routesOf } from '@colloquy/contract';

/** The paths that the hosted API has too: there, a method that does not exist gets 405 rather than 404. */
const paths = [
  ...Object.values<Resource>(api).flatMap((resource) => routesOf(resource).map(({ path }) => path)),
  ...endpoints.map(({ path }) => path).filter((path) => /^\/(?:v1|2010-04-01)\//.test(path)),
];

const patterns = paths.map(
  (path) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`),
);

/** Whether the API has operations at a path. The path is still percent-encoded. */
export const isApiPath = (path: string): boolean => patterns.some((pattern) => pattern.test(path));
