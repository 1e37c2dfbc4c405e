import { type Endpoint, pathParameters } from '@colloquy/contract';
import { describeActsOf } from './audited-act.ts';
import { decoder } from './decode.ts';
import type { EndpointHandler, Handler } from './handler.ts';
import { endpointKey } from './idempotency/key.ts';
import { type IncomingRequest, serviceSidIn, withoutNul } from './incoming-request.ts';
import { notFound } from './not-found.ts';
import { type PipelineDeps, pipeline } from './pipeline.ts';
import type { Reply } from './reply.ts';
import type { EndpointRequest, EndpointRequestOf } from './request-context.ts';

/**
 * Whether the path names something that the caller can see; its parameters are not decoded yet.
 * @throws ApiError for a caller who must not do this.
 */
export type Authorize = (request: EndpointRequest) => boolean | Promise<boolean>;

/** The pipeline of an endpoint. */
export function endpointPipeline<E extends Endpoint>(
  endpoint: E,
  handler: EndpointHandler<E>,
  deps: PipelineDeps,
  authorize: Authorize = () => true,
): (incoming: IncomingRequest) => Promise<Reply> {
  const decode = decoder<E['parameters']>(endpoint);
  return pipeline(
    {
      handler: withJson(handler),
      async decode(incoming): Promise<EndpointRequestOf<E>> {
        const request = undecodedEndpointRequest(endpoint, incoming, deps.clock.now());
        if (!(await authorize(request))) throw notFound(incoming.url);
        const body = endpoint.body?.kind === 'json' ? endpoint.body.decode(incoming.text()) : undefined;
        // The contract of the endpoint states the type of its body.
        return { ...request, parameters: decode(incoming), body } as EndpointRequestOf<E>;
      },
      readKey: (incoming, request) => endpointKey(endpoint, incoming, request),
      describeAct: endpoint.audited && describeActsOf(endpoint, itemParameter(endpoint)),
      reply: (_, body, replayed = false) => ({ status: endpoint.status, body, replayed }),
    },
    deps,
  );
}

/** The parameter of the path that names the object; undefined if the path only names what contains it. */
const itemParameter = (endpoint: Endpoint): string | undefined =>
  pathParameters(endpoint).find((name) => name !== 'AccountSid' && name !== 'ChatServiceSid');

function undecodedEndpointRequest(
  { path: template }: Endpoint,
  { principal, baseUrl, path, query, url }: IncomingRequest,
  now: number,
): EndpointRequest {
  const { accountSid, actor, identity } = principal;
  const chatServiceSid = template.includes('{ChatServiceSid}') ? serviceSidIn({ path, url }) : '';
  const request = { accountSid, actor, identity, chatServiceSid, now, baseUrl, query };
  return { ...request, path: withoutNul(path), parameters: {}, body: undefined };
}

/** The handler, with the JSON of its bodies; without a body, an empty string. */
function withJson<Request, Body>(handler: Handler<Request, Body>): Handler<Request> {
  const render = (body: Body) => (body === undefined ? '' : JSON.stringify(body));
  switch (handler.kind) {
    case 'query':
      return {
        ...handler,
        async read(reader, request) {
          const body = await handler.read(reader, request);
          return body === undefined ? undefined : render(body);
        },
      };
    case 'command':
      return {
        ...handler,
        present: async (result, request, deps) => render(await handler.present(result, request, deps)),
      };
    case 'procedure':
      return { kind: 'procedure', run: async (request, deps) => render(await handler.run(request, deps)) };
  }
}
