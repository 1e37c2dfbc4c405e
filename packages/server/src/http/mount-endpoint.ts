import type { Endpoint, ReplyJson, ValuesOf } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { decoder } from '../rest/decode.ts';
import { endpointRoute } from './endpoint-route.ts';
import { parameterSources } from './parameter-sources.ts';

/** A request to an endpoint, decoded. */
export interface EndpointCall<E extends Endpoint> {
  /** The account of the credentials. */
  readonly accountSid: string;
  readonly parameters: ValuesOf<E['parameters']>;
  /** What the path says, by the names in the contract. */
  readonly path: Readonly<Record<string, string>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Mounts an endpoint that takes credentials. The handler resolves with the body of the contract's reply. */
export function mountEndpoint<const E extends Endpoint>(
  server: FastifyInstance,
  endpoint: E,
  handle: (call: EndpointCall<E>) => ReplyJson<E['reply']> | Promise<ReplyJson<E['reply']>>,
): void {
  const decode = decoder<E['parameters']>(endpoint);
  const run: (call: EndpointCall<E>) => unknown = handle;
  server.route({
    ...endpointRoute(endpoint),
    handler: async (request, reply) => {
      const { accountSid } = callerOf(request);
      const path = request.params as Readonly<Record<string, string>>;
      const body = await run({
        accountSid,
        parameters: decode(parameterSources(request)),
        path,
        request,
        reply,
      });
      return reply.code(endpoint.status).send(body);
    },
  });
}

/** Whose credentials a request has, where the server has checked them. */
export function callerOf({ principal }: FastifyRequest): NonNullable<FastifyRequest['principal']> {
  if (principal === undefined) throw new Error('Invariant violated: request without a principal');
  return principal;
}
