import type { Endpoint, JsonBody, Mount, Resource, ValuesOf } from '@colloquy/contract';
import type { EventContext } from '../events/event-log.ts';
import { instant } from '../platform/instant.ts';
import type { Fields } from './decode.ts';
import type { ReplyContext } from './presenter.ts';
import { serviceKey } from './service-scope.ts';

/** What every handler knows of its request, which has been authenticated, routed and decoded. */
export interface DecodedRequest<Parameters = object> {
  readonly accountSid: string;
  /** The SID of the credentials, an account's or an API key's; for an access token, the identity. */
  readonly actor: string;
  /** The user that an access token identifies; undefined for a back end. */
  readonly identity?: string | undefined;
  /** The service that the path names, or the account's default one; empty for what is outside of services. */
  readonly chatServiceSid: string;
  readonly parameters: Parameters;
  /** When the request is handled, in milliseconds since the epoch. */
  readonly now: number;
  /** Whether there is a slot for a long reply; without, a query throws LongReplyError instead of rendering one. */
  readonly mayBeLong?: boolean;
}

/** A request for an operation of a resource. */
export interface RequestContext<Parameters = object> extends DecodedRequest<Parameters> {
  readonly mount: Mount;
  /** What the path names the object by; empty for a collection. */
  readonly identifier: string;
  /** What the path names the object's parents by, such as `ConversationSid`: a SID or a unique name. */
  readonly parents: Readonly<Record<string, string>>;
  /** URL of the service or of the API's root, as the client reaches it, without a trailing slash. */
  readonly scopeUrl: string;
}

/** A request to an endpoint. */
export interface EndpointRequest<Parameters = object, Body = unknown> extends DecodedRequest<Parameters> {
  /** What the path says, by the names in the contract. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Fields;
  /** Undefined unless the contract states a JSON body. */
  readonly body: Body;
  /** URL of the server, as the client reaches it, without a trailing slash. */
  readonly baseUrl: string;
}

/** The requests to an endpoint. */
export type EndpointRequestOf<E extends Endpoint> = EndpointRequest<
  ValuesOf<E['parameters']>,
  E extends { readonly body: JsonBody<never, infer Body> } ? Body : undefined
>;

/**
 * What all objects of a reply have in common. It also names the request's service in a query.
 *
 * @param parents SIDs of the objects that the path names as parents; the URLs of a reply contain them.
 */
export const replyContext = (
  request: RequestContext,
  { path }: Resource,
  parents: Readonly<Record<string, string>> = {},
): ReplyContext => ({
  ...serviceKey(request),
  chat_service_member: request.mount === 'service' ? `,"chat_service_sid":"${request.chatServiceSid}"` : '',
  scope_url: request.scopeUrl,
  collection_url: `${request.scopeUrl}/${path.replace(/\{(\w+)\}/g, (_, name: string) => parents[name] ?? '')}`,
});

/** The event context of a request. */
export const requestEventContext = (request: DecodedRequest): EventContext => ({
  accountSid: request.accountSid,
  serviceSid: request.chatServiceSid,
  source: sourceOf(request),
  actor: request.actor,
  time: instant(request.now),
  webhookEnabled: wantsWebhooks(request),
});

/** Where a request comes from: a client SDK, or the REST API. */
export const sourceOf = ({ identity }: Pick<DecodedRequest, 'identity'>): 'SDK' | 'API' =>
  identity === undefined ? 'API' : 'SDK';

/** Whether webhooks are notified: always for users, who cannot send the header, and else if the request has it. */
export const wantsWebhooks = ({ identity, parameters }: DecodedRequest): boolean =>
  identity !== undefined ||
  ('xTwilioWebhookEnabled' in parameters && parameters.xTwilioWebhookEnabled === true);

/** The event context of background work at `now` (milliseconds since the epoch); webhooks are not notified. */
export const systemEventContext = (accountSid: string, serviceSid: string, now: number): EventContext => ({
  accountSid,
  serviceSid,
  source: 'API',
  actor: null,
  time: instant(now),
  webhookEnabled: false,
});
