import { api, keyPaths, type Resource, routesOf } from '@colloquy/contract';

const operations = Object.values<Resource>(api).flatMap((resource) => routesOf(resource));
const patterns = [...operations.map(({ path }) => path), ...Object.values(keyPaths)].map(
  (path) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`),
);

/** Paths that the contract does not have. */
const media = /^\/v1\/Services\/[^/]+\/Media(?:Set|\/[^/]+(?:\/Content)?)?\/?$/;

/** Whether the API has operations at a path. The path is still percent-encoded. */
export const isApiPath = (path: string): boolean =>
  [...patterns, media].some((pattern) => pattern.test(path));
