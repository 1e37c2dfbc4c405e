import { ApiError, type Resource, type Route } from '@colloquy/contract';
import type { Clock } from '../platform/clock.ts';
import type { ActionRates } from './action-rates.ts';
import { decoder } from './decode.ts';
import { type IncomingRequest, serviceSidIn, withoutNul } from './incoming-request.ts';
import { notFound } from './not-found.ts';
import type { RequestContext } from './request-context.ts';

export interface DecodeDeps {
  readonly clock: Clock;
  readonly actionRates: ActionRates;
  /** SID of the service that paths without one work in; it is created on first use. */
  readonly resolveDefaultService: (accountSid: string) => string | Promise<string>;
  /** Whether everything that the path names before the object itself exists. */
  readonly parentsExist: (request: RequestContext) => Promise<boolean>;
}

/**
 * Returns the function that turns the requests of a route into what its handler works with.
 *
 * The function rejects with ApiError 50063 and 50074 for too many actions per second, with 20404 for a path whose parents do not exist, and else with the error of the first
 * parameter that is missing or bad, in the contract's order.
 */
export function requestDecoder(
  route: Route,
  { clock, actionRates, resolveDefaultService, parentsExist }: DecodeDeps,
) {
  const { operation, resource, mount } = route;
  const decode = decoder(operation);
  const count = actionRates.counterOf(route);
  const isInService = resource.scope !== 'account';

  return async (incoming: IncomingRequest): Promise<RequestContext> => {
    const { accountSid } = incoming.principal;
    const chatServiceSid = !isInService
      ? ''
      : mount === 'account'
        ? await resolveDefaultService(accountSid)
        : serviceSidIn(incoming);
    const request = undecodedRequest(route, incoming, chatServiceSid, clock.now());
    count?.(request);
    try {
      return { ...request, parameters: decode(incoming) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A path that names nothing takes precedence over a parameter that is bad.
      throw (await parentsExist(request)) ? error : notFound(incoming.url);
    }
  };
}

/** The parameter of the path that names the object; empty for a resource with one object. */
export const itemParameter = ({ item }: Pick<Resource, 'item'>): string => item.slice(2, -1);

/** The request without its parameters. */
export function undecodedRequest(
  { mount, resource }: Route,
  { principal, baseUrl, path }: IncomingRequest,
  chatServiceSid: string,
  now: number,
): RequestContext {
  const { ChatServiceSid: _, ...names } = withoutNul(path);
  const { [itemParameter(resource)]: identifier = '', ...parents } = names;
  return {
    accountSid: principal.accountSid,
    actor: principal.actor,
    identity: principal.identity,
    chatServiceSid,
    mount,
    identifier,
    parents,
    parameters: {},
    scopeUrl: baseUrl + (mount === 'service' ? `/v1/Services/${chatServiceSid}` : '/v1'),
    now,
  };
}
