import { api, type Resource, type Route, routesOf } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TickBatcher } from '../platform/tick-batcher.ts';
import { cachedReplies } from '../rest/cached-reply.ts';
import { type OperationDeps, operationPipeline } from '../rest/operation-pipeline.ts';
import type { ResponseCache } from '../rest/response-cache.ts';
import { fastifyPath } from './endpoint-route.ts';
import { callerOf, toIncoming } from './read-request.ts';
import { type OnError, sendFailure, sendReply } from './send-reply.ts';

/** What the routes need from the rest of the server. */
export interface MountDeps extends OperationDeps {
  readonly cache: ResponseCache;
  readonly baseUrl: (request: FastifyRequest) => string;
  readonly onError: OnError;
}

/** Mounts every operation of the contract. */
export function mountOperations(server: FastifyInstance, deps: MountDeps): void {
  const routes = Object.values<Resource>(api).flatMap((resource) => routesOf(resource));
  for (const route of routes) {
    server.route({
      method: route.method,
      url: fastifyPath(route.path),
      config: { operation: route.name, operationId: route.name, parameters: route.operation.parameters },
      handler: routeHandler(route, deps),
    });
  }
}

function routeHandler(route: Route, deps: MountDeps) {
  const execute = operationPipeline(route, deps);
  const findCached = cachedReplies(route, deps.handlerOf(route.operation), deps.cache);
  /** Sends the cached replies of one tick together, as replies from the database are. */
  const batcher = new TickBatcher();

  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const incoming = toIncoming(request, callerOf(request), deps.baseUrl(request));
    const cached = findCached(incoming);
    if (cached !== undefined) batcher.add(() => sendReply(reply, cached));
    else
      execute(incoming)
        .then((result) => sendReply(reply, result))
        .catch((error: unknown) => sendFailure(reply, error, deps.onError));
    return reply;
  };
}
