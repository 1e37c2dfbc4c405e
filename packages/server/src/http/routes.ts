import { ApiError, api, type Mount, type Resource, type Route, routesOf } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TickBatcher } from '../platform/tick-batcher.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import type { ReplyBody, RequestContext } from '../rest/handler.ts';
import { operationPipeline, type PipelineDeps } from '../rest/operation-pipeline.ts';
import { etagOf, matchesWeakly } from '../rest/preconditions/etag.ts';
import { ForeignKeyViolation } from '../storage/storage.ts';
import type { Principal } from './authentication.ts';
import { decoder } from './decode.ts';
import { asApiError, send, sendError } from './reply.ts';
import { resourcePath } from './urls.ts';

/** What routes need of the rest of the server. */
export interface Routing extends PipelineDeps {
  readonly baseUrl: (request: FastifyRequest) => string;
  /** SID of the service that paths without one work in. */
  readonly resolveDefaultService: (accountSid: string) => Promise<string>;
  /** Whether all that the path names before the object itself exists. */
  readonly parentsExist: (call: RequestContext) => Promise<boolean>;
  /** Told of errors that are our fault. */
  readonly onError: (error: unknown, request: FastifyRequest) => void;
}

type PathParameters = Readonly<Record<string, string>>;

/** Mounts every operation of the contract. */
export function mountApi(server: FastifyInstance, routing: Routing): void {
  const routes = Object.values<Resource>(api).flatMap((resource) => routesOf(resource));
  for (const route of routes) {
    server.route({
      method: route.method,
      url: fastifyPath(route.path),
      config: { operation: route.name },
      handler: dispatcher(route, routing),
    });
  }
}

const fastifyPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** The way of a request: scope, decode, handle, reply. Authentication came before, in a hook. */
function dispatcher(route: Route, routing: Routing) {
  const { operation, resource, status, accepted = status, mount } = route;
  const decode = decoder(operation);
  const perform = operationPipeline(route, routing);
  const itemParameter = resource.item.replace(/^\/\{(\w+)\}$/, '$1');

  /** Replies that are at hand; those that wait for the database come together by themselves. */
  const replies = new TickBatcher();

  const run = (request: FastifyRequest, reply: FastifyReply, body: ReplyBody) => {
    if (body === undefined) throw notFound(request);
    const [code, text] = typeof body === 'string' ? [status, body] : [accepted, body.accepted];
    if (operation.action === 'list' || code === 204) return send(reply, code, text);
    const etag = etagOf(text);
    reply.header('etag', etag);
    const known = operation.action === 'fetch' ? request.headers['if-none-match'] : undefined;
    if (known !== undefined && matchesWeakly(known, etag)) send(reply, 304, '');
    else send(reply, code, text);
  };

  const decoded = (request: FastifyRequest): object | ApiError => {
    try {
      return decode(request);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  };

  /** What does not exist in the path is told before a parameter that is bad. */
  const parentsFirst = async (
    request: FastifyRequest,
    call: RequestContext,
    bad: ApiError,
  ): Promise<never> => {
    throw (await routing.parentsExist(call)) ? bad : notFound(request);
  };

  const requestContext = (
    request: FastifyRequest,
    service: string,
    { accountSid, actor }: Principal,
  ): RequestContext => {
    const { ChatServiceSid: _, ...path } = named(request.params as PathParameters);
    const { [itemParameter]: identifier = '', ...parents } = path;
    const below = mount === 'service' ? `/v1/Services/${service}` : '/v1';
    return {
      accountSid,
      actor,
      chatServiceSid: service,
      mount,
      identifier,
      parents,
      parameters: {},
      scopeUrl: routing.baseUrl(request) + below,
    };
  };

  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { principal } = request;
    if (principal === undefined) throw new Error('A hook was to authenticate this request.');
    const fail = (error: unknown) => {
      // The service was there when the request began, and has been deleted since.
      const shown = error instanceof ForeignKeyViolation ? notFound(request) : asApiError(error);
      if (shown.status >= 500) routing.onError(error, request);
      sendError(reply, shown);
    };
    const withService = (service: string) => {
      const call = requestContext(request, service, principal);
      const parameters = decoded(request);
      if (parameters instanceof ApiError) {
        parentsFirst(request, call, parameters).catch(fail);
        return;
      }
      const body = perform(request, reply, { ...call, parameters });
      if (typeof body === 'string') replies.atEnd(() => run(request, reply, body));
      else
        Promise.resolve(body)
          .then((text) => run(request, reply, text))
          .catch(fail);
    };
    const service = serviceKey(resource, mount, principal.accountSid, request, routing);
    if (typeof service === 'string') withService(service);
    else service.then(withService).catch(fail);
    return reply;
  };
}

const notFound = ({ url }: FastifyRequest): ApiError => new ApiError(20404, resourcePath(url));

/** The service of the path or the default one; empty for a resource outside of services. */
function serviceKey(
  resource: Resource,
  mount: Mount,
  accountSid: string,
  request: FastifyRequest,
  routing: Routing,
): string | Promise<string> {
  if (resource.scope === 'account') return '';
  if (mount === 'account') return routing.resolveDefaultService(accountSid);
  const sid = canonicalSid('IS', (request.params as PathParameters)['ChatServiceSid'] ?? '');
  if (sid === undefined) throw notFound(request);
  return sid;
}

/** A NUL is in no name: one database would refuse it, the other would not find it. */
function named(path: PathParameters): PathParameters {
  for (const value of Object.values(path)) {
    if (value.includes('\0')) return Object.fromEntries(Object.keys(path).map((name) => [name, '']));
  }
  return path;
}
