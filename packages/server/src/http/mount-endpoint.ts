import type { Endpoint } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Authorize, endpointPipeline } from '../rest/endpoint-pipeline.ts';
import type { EndpointHandler } from '../rest/handler.ts';
import type { Principal } from '../rest/incoming-request.ts';
import type { PipelineDeps } from '../rest/pipeline.ts';
import { endpointRoute } from './endpoint-route.ts';
import { callerOf, toIncoming } from './read-request.ts';
import { sendReply } from './send-reply.ts';

/** What endpoints need from the rest of the server. */
export interface EndpointDeps extends PipelineDeps {
  readonly baseUrl: (request: FastifyRequest) => string;
}

interface AccessOptions {
  /** Identifies the caller where the contract allows access tokens; elsewhere the server has checked the credentials. */
  readonly authenticate?: (request: FastifyRequest) => Promise<Principal>;
  readonly authorize?: Authorize;
}

/** Mounts an endpoint that takes credentials. */
export function mountEndpoint<const E extends Endpoint>(
  server: FastifyInstance,
  deps: EndpointDeps,
  endpoint: E,
  handler: EndpointHandler<E>,
  { authenticate, authorize }: AccessOptions = {},
): void {
  const execute = endpointPipeline(endpoint, handler, deps, authorize);
  server.route({
    ...endpointRoute(endpoint),
    // Before the body is read, so that nobody without credentials can make the server hold it.
    onRequest: async (request) => {
      if (authenticate !== undefined) request.principal = await authenticate(request);
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      sendReply(reply, await execute(toIncoming(request, callerOf(request), deps.baseUrl(request))));
      return reply;
    },
  });
}
