import type { Endpoint } from '@colloquy/contract';
import type { FastifyContextConfig } from 'fastify';

/** The part of a Fastify route that the contract knows: method, URL, metric label and whether it is public. */
export function endpointRoute({ name, method, path, metric, parameters, ...endpoint }: Endpoint) {
  const { authentication = 'basic', polled = false } = endpoint;
  // The handler itself checks tokens.
  const config: FastifyContextConfig = {
    public: authentication !== 'basic',
    operationId: name,
    parameters,
    polled,
  };
  return {
    method,
    url: fastifyPath(path),
    config: metric === undefined ? config : { ...config, operation: metric },
  };
}

/** A path of the contract as Fastify writes it. */
export const fastifyPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
