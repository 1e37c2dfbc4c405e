import { api, type Resource, routesOf } from '@colloquy/contract';

const patterns = Object.values<Resource>(api)
  .flatMap((resource) => routesOf(resource))
  .map(({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`));

/** Whether the API has operations at a path, as it was sent. */
export const isApiPath = (path: string): boolean => patterns.some((pattern) => pattern.test(path));
