import { ApiError, type Route } from '@colloquy/contract';
import type { Clock } from '../platform/clock.ts';
import { canonicalSid } from './canonical-sid.ts';
import { decoder, type ParameterSources } from './decode.ts';
import { notFound } from './not-found.ts';
import type { RequestContext } from './request-context.ts';

/** Who sent a request. */
export interface Principal {
  readonly accountSid: string;
  /** The SID of the credentials, the account's own or an API key's; for an access token, the identity. */
  readonly actor: string;
  /** The user that an access token identifies; undefined for a back end, which has the rights of all users. */
  readonly identity?: string;
}

/** A request as the HTTP server received it: authenticated and routed, not yet decoded. */
export interface IncomingRequest extends ParameterSources {
  readonly principal: Principal;
  /** The body as text. */
  readonly text: () => string;
  /** The path and query as they were sent. */
  readonly url: string;
  /** The URL that the client reaches the server under, without a trailing slash. */
  readonly baseUrl: string;
  /** The parameters of the path, by their names in the contract. */
  readonly path: Readonly<Record<string, string>>;
}

export interface DecodeDeps {
  readonly clock: Clock;
  /** SID of the service that paths without one work in; it is created on first use. */
  readonly resolveDefaultService: (accountSid: string) => string | Promise<string>;
  /** Whether everything that the path names before the object itself exists. */
  readonly parentsExist: (request: RequestContext) => Promise<boolean>;
}

/**
 * Returns the function that turns the requests of a route into what its handler works with.
 *
 * The function rejects with ApiError 20404 for a path whose parents do not exist, and else with the error of the first
 * parameter that is missing or bad, in the contract's order.
 */
export function requestDecoder(route: Route, { clock, resolveDefaultService, parentsExist }: DecodeDeps) {
  const { operation, resource, mount } = route;
  const decode = decoder(operation);
  const isInService = resource.scope !== 'account';

  return async (incoming: IncomingRequest): Promise<RequestContext> => {
    const { accountSid } = incoming.principal;
    const chatServiceSid = !isInService
      ? ''
      : mount === 'account'
        ? await resolveDefaultService(accountSid)
        : serviceSidIn(incoming);
    const request = undecodedRequest(route, incoming, chatServiceSid, clock.now());
    try {
      return { ...request, parameters: decode(incoming) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A path that names nothing takes precedence over a parameter that is bad.
      throw (await parentsExist(request)) ? error : notFound(incoming.url);
    }
  };
}

/** @throws ApiError 20404 for a path whose service is not a SID. */
export function serviceSidIn({ path, url }: Pick<IncomingRequest, 'path' | 'url'>): string {
  const sid = canonicalSid('IS', path['ChatServiceSid'] ?? '');
  if (sid === undefined) throw notFound(url);
  return sid;
}

/** The request without its parameters. */
export function undecodedRequest(
  { mount, resource }: Route,
  { principal, baseUrl, path }: IncomingRequest,
  chatServiceSid: string,
  now: number,
): RequestContext {
  const itemParameter = resource.item.slice(2, -1);
  const { ChatServiceSid: _, ...names } = withoutNul(path);
  const { [itemParameter]: identifier = '', ...parents } = names;
  return {
    accountSid: principal.accountSid,
    actor: principal.actor,
    chatServiceSid,
    mount,
    identifier,
    parents,
    parameters: {},
    scopeUrl: baseUrl + (mount === 'service' ? `/v1/Services/${chatServiceSid}` : '/v1'),
    now,
  };
}

/** No name contains NUL. PostgreSQL would refuse it where SQLite just finds nothing, so such a path names nothing. */
export function withoutNul(path: IncomingRequest['path']): IncomingRequest['path'] {
  return Object.values(path).some((value) => value.includes('\0'))
    ? Object.fromEntries(Object.keys(path).map((name) => [name, '']))
    : path;
}
