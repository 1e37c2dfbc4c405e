import {
  ApiError,
  api,
  type Mount,
  type Operation,
  type Resource,
  type Route,
  routesOf,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Turn } from '../platform/turn.ts';
import { canonicalSid } from '../resources/identifiers.ts';
import type { AnyHandler } from '../resources/index.ts';
import { decoder } from './decode.ts';
import { asApiError, send, sendError } from './reply.ts';
import { resourcePath } from './urls.ts';

/** What routes need of the rest of the server. */
export interface Routing {
  readonly handlers: ReadonlyMap<Operation, AnyHandler>;
  readonly baseUrl: (request: FastifyRequest) => string;
  /** SID of the service that paths without one work in. */
  readonly defaultService: (accountSid: string) => Promise<string>;
  readonly serviceExists: (accountSid: string, serviceSid: string) => Promise<boolean>;
  /** Told of errors that are our fault. */
  readonly failed: (error: unknown, request: FastifyRequest) => void;
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
function dispatcher({ operation, resource, status, mount }: Route, routing: Routing) {
  const decode = decoder(operation);
  const handle = routing.handlers.get(operation);
  if (handle === undefined) throw new Error(`${resource.name} has no handler for ${operation.action}.`);

  /** Replies that are at hand; those that wait for the database come together by themselves. */
  const replies = new Turn();

  const answer = (request: FastifyRequest, reply: FastifyReply, body: string | undefined) => {
    if (body === undefined) throw new ApiError(20404, resourcePath(request.url));
    send(reply, status, body);
  };

  const decoded = (request: FastifyRequest): object | ApiError => {
    try {
      return decode(request);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  };

  /** A service that does not exist is told before a parameter that is bad. */
  const parentsFirst = async (
    request: FastifyRequest,
    accountSid: string,
    service: string,
    bad: ApiError,
  ): Promise<never> => {
    const exists = service === '' || (await routing.serviceExists(accountSid, service));
    throw exists ? bad : new ApiError(20404, resourcePath(request.url));
  };

  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (request.principal === undefined) throw new Error('A hook was to authenticate this request.');
    const { accountSid, actor } = request.principal;
    const fail = (error: unknown) => {
      const shown = asApiError(error);
      if (shown.status >= 500) routing.failed(error, request);
      sendError(reply, shown);
    };
    const withService = (service: string) => {
      const parameters = decoded(request);
      if (parameters instanceof ApiError) {
        parentsFirst(request, accountSid, service, parameters).catch(fail);
        return;
      }
      const scope = mount === 'service' ? `/v1/Services/${service}` : '/v1';
      const { Sid: identifier = '', ChatServiceSid: _, ...parents } = named(request.params as PathParameters);
      const body = handle({
        accountSid,
        actor,
        chatServiceSid: service,
        identifier,
        parents,
        parameters,
        scopeUrl: routing.baseUrl(request) + scope,
      });
      if (typeof body === 'string') replies.atEnd(() => answer(request, reply, body));
      else
        Promise.resolve(body)
          .then((text) => answer(request, reply, text))
          .catch(fail);
    };
    const service = serviceOf(resource, mount, accountSid, request, routing);
    if (typeof service === 'string') withService(service);
    else service.then(withService).catch(fail);
    return reply;
  };
}

/** The service of the path or the default one; empty for a resource outside of services. */
function serviceOf(
  resource: Resource,
  mount: Mount,
  accountSid: string,
  request: FastifyRequest,
  routing: Routing,
): string | Promise<string> {
  if (resource.scope === 'account') return '';
  if (mount === 'account') return routing.defaultService(accountSid);
  const sid = canonicalSid('IS', (request.params as PathParameters)['ChatServiceSid'] ?? '');
  if (sid === undefined) throw new ApiError(20404, resourcePath(request.url));
  return sid;
}

/** A NUL is in no name: one database would refuse it, the other would not find it. */
function named(path: PathParameters): PathParameters {
  for (const value of Object.values(path)) {
    if (value.includes('\0')) return Object.fromEntries(Object.keys(path).map((name) => [name, '']));
  }
  return path;
}
