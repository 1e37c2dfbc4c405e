import { api, type Resource, type Route, routesOf } from '@colloquy/contract';
import type { IncomingRequest } from '../../rest/incoming-request.ts';
import { notFound } from '../../rest/not-found.ts';
import { type OperationDeps, operationPipeline } from '../../rest/operation-pipeline.ts';
import { type Call, jsonBody } from './call.ts';
import { addClientProperties } from './client-properties.ts';
import { toFields } from './command-fields.ts';
import { fromClientToken } from './page-tokens.ts';
import type { TunnelRoute } from './route-table.ts';

/** The paths of the operations of the contract that clients can send; they have the same paths as in the REST API. */
export function commandRoutes(deps: OperationDeps): TunnelRoute[] {
  return Object.values<Resource>(api)
    .flatMap((resource) => routesOf(resource))
    .filter(({ mount, operation }) => mount === 'service' && operation.users !== undefined)
    .map((route) => commandRoute(route, deps));
}

function commandRoute(route: Route, deps: OperationDeps): TunnelRoute {
  const execute = operationPipeline(route, deps);
  // A body that has other parameters is accepted without them.
  const allowed = Object.keys(route.operation.users?.parameters ?? {});
  return {
    method: route.method,
    path: route.path.replace(/\{(\w+)\}/g, ':$1'),
    operation: {
      name: route.name,
      parameters: route.operation.parameters,
      fields: (call) => toFields(jsonBody(call), allowed),
    },
    async handle(call) {
      if (call.path['ChatServiceSid'] !== call.session.user.serviceSid) throw notFound(call.request.path);
      const { status, body } = await execute(toIncoming(call, allowed));
      return {
        status,
        body: body === '' ? body : await addClientProperties(route, call, body, deps.storage),
      };
    },
  };
}

/** The request as the pipeline receives it: as if it had come by HTTP, from the identity of the session. */
function toIncoming(call: Call, allowed: readonly string[]): IncomingRequest {
  const { session, request, path, params } = call;
  const { accountSid, identity } = session.user;
  const key = Object.entries(request.headers).find(
    ([name]) => name.toLowerCase() === 'x-twilio-mutation-id',
  )?.[1];
  return {
    principal: { accountSid, actor: identity, identity },
    query: fromClientToken(params),
    headers: key === undefined ? {} : { 'idempotency-key': key },
    form: () => toFields(jsonBody(call), allowed),
    text: () => request.body,
    url: request.path,
    baseUrl: session.baseUrl,
    path,
    source: () => ({ requestId: undefined, address: undefined }),
    isAbandoned: () => session.hasEnded,
  };
}
