import { canUseIfMatch, type Operation, preconditionFailed, type Route } from '@colloquy/contract';
import type { Users } from './access.ts';
import { type DescribeAct, describeActsOf, onlyWith } from './audited-act.ts';
import { etagOf, matchesStrongly } from './etag.ts';
import type { OperationHandler, Query, ReplyBody } from './handler.ts';
import { operationKey } from './idempotency/key.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { isUserRequest, operationAuthorization } from './operation-authorization.ts';
import { type DecodeDeps, itemParameter, requestDecoder } from './operation-request.ts';
import { type PipelineDeps, type Precondition, pipeline, runQuery } from './pipeline.ts';
import { type Reply, replier } from './reply.ts';
import { type RequestContext, wantsWebhooks } from './request-context.ts';

/** A request for which pre-action webhooks are called before it is carried out. */
export interface PreActionRequest {
  readonly operation: Operation;
  readonly request: RequestContext;
  /** The JSON of the object as it is now; undefined when there is none. */
  readonly fetch: () => Promise<string | undefined>;
}

export interface OperationDeps extends PipelineDeps, DecodeDeps {
  readonly handlerOf: (operation: Operation) => OperationHandler;
  readonly users: Users;
  /**
   * Calls the pre-action webhooks, see webhooks/pre-action. Resolves with the parameters as they have changed them.
   * @throws ApiError 50056 for a request that one of them rejects.
   */
  readonly callPreActions: (request: PreActionRequest) => Promise<object>;
}

/** The pipeline of an operation of a resource. */
export function operationPipeline(
  route: Route,
  deps: OperationDeps,
): (incoming: IncomingRequest) => Promise<Reply> {
  const handler = deps.handlerOf(route.operation);
  const decode = requestDecoder(route, deps);
  const authorization = operationAuthorization(route, deps.users);
  return pipeline<RequestContext, ReplyBody>(
    {
      handler,
      async decode(incoming) {
        authorization.assertUsable(incoming);
        const request = authorization.complete(await decode(incoming));
        // A query changes nothing, not even the list of users.
        if (handler.kind === 'command' && isUserRequest(request)) await deps.users.ensureUser(request);
        return request;
      },
      readKey: (incoming, request) => operationKey(route, incoming, request),
      callPreActions: (request) => callPreActions(route, request, deps),
      readAuthorization: authorization.readAuthorization,
      readPrecondition: preconditionReader(route, deps),
      describeAct: describeActsOfRoute(route),
      reply: replier(route),
    },
    deps,
  );
}

/** Only what writes is an act. */
function describeActsOfRoute({ name, method, resource, operation }: Route): DescribeAct | undefined {
  const { parameters, auditedParameter } = operation;
  if (method === 'GET') return undefined;
  const describeAct = describeActsOf({ name, parameters }, itemParameter(resource));
  if (resource.audited) return describeAct;
  return auditedParameter === undefined ? undefined : onlyWith(auditedParameter, describeAct);
}

/** The request as pre-action webhooks have changed it; they are asked only if the request enables webhooks. */
async function callPreActions(
  route: Route,
  request: RequestContext,
  deps: OperationDeps,
): Promise<RequestContext> {
  const { operation } = route;
  if (operation.preAction === undefined || !wantsWebhooks(request)) return request;
  const fetch = async () => {
    const query = findFetchQuery(route, deps);
    return query && runQuery(query, { ...request, parameters: {} }, deps);
  };
  return { ...request, parameters: await deps.callPreActions({ operation, request, fetch }) };
}

/** Returns the function that reads `If-Match`; what it returns throws ApiError 20001 (412). */
function preconditionReader(route: Route, deps: OperationDeps) {
  const query = canUseIfMatch(route) ? findFetchQuery(route, deps) : undefined;
  return ({ headers }: IncomingRequest, request: RequestContext): Precondition | undefined => {
    const header = headers['if-match'];
    if (query === undefined || typeof header !== 'string' || header.trim() === '*') return undefined;
    return async (reader) => {
      const body = await query.read(reader, { ...request, parameters: {} });
      if (body === undefined || !matchesStrongly(header, etagOf(body))) throw preconditionFailed();
    };
  };
}

/** The query that fetches the object of a route as it is now; undefined for a resource without one. */
function findFetchQuery({ resource }: Route, { handlerOf }: OperationDeps): Query | undefined {
  const { fetch } = resource.operations;
  const handler = fetch && handlerOf(fetch);
  return handler?.kind === 'query' ? handler : undefined;
}
