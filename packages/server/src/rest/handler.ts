import type { Action, Limits, Mount, Operation, Resource, ValuesOf } from '@colloquy/contract';
import type { EventContext } from '../events/event-log.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Sids } from '../platform/sids.ts';
import type { Storage } from '../storage/storage.ts';
import { text } from '../storage/table.ts';

import type { ReplyContext } from './presenter.ts';
import type { ResponseCache } from './response-cache.ts';

/** What handlers work with. */
export interface HandlerDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly sids: Sids;
  readonly replies: Pick<ResponseCache, 'object' | 'page'>;
  readonly limits: Limits;
  /** Has tasks looked for soon; they are found without it too, only later. */
  readonly wake: () => void;
}

/** A request that has been authenticated, routed and decoded. */
export interface RequestContext<Parameters = object> {
  readonly accountSid: string;
  /** The SID of the credentials: an account's or an API key's. */
  readonly actor: string;
  /** The service that the path names, or the account's default one; empty for a resource outside of services. */
  readonly chatServiceSid: string;
  readonly mount: Mount;
  /** What the path names the object by; empty for a collection. */
  readonly identifier: string;
  readonly parameters: Parameters;
  /** What the path names the object's parents by, such as `ConversationSid`: a SID or a name. */
  readonly parents: Readonly<Record<string, string>>;
  /** URL of the service or of the API's root, as the client reaches it, without a slash at the end. */
  readonly scopeUrl: string;
}

/** The service of a request as parameters of a query; see `serviceId` for the condition that goes with them. */
export const serviceKeyColumns = { account_sid: text(), chat_service_sid: text() } as const;

export const serviceKey = ({ accountSid, chatServiceSid }: RequestContext) => ({
  account_sid: accountSid,
  chat_service_sid: chatServiceSid,
});

/**
 * What the objects of a request have in common in replies; it also names the request's service for a query.
 *
 * @param parents SIDs in place of what the path named the parents by; the URLs of a reply are made of them.
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

/** What the events of a request made at `now` say of it. */
export const requestEventContext = (
  request: RequestContext<{ readonly xTwilioWebhookEnabled?: boolean }>,
  now: number,
): EventContext => ({
  accountSid: request.accountSid,
  serviceSid: request.chatServiceSid,
  source: 'API',
  actor: request.actor,
  time: instant(now),
  webhookEnabled: request.parameters.xTwilioWebhookEnabled ?? false,
});

/** What the events of work that goes on by itself at `now` say of it; webhooks are not told. */
export const systemEventContext = (accountSid: string, serviceSid: string, now: number): EventContext => ({
  accountSid,
  serviceSid,
  source: 'API',
  actor: null,
  time: instant(now),
  webhookEnabled: false,
});

/** The reply of an operation that goes on in the background. */
interface Accepted {
  readonly accepted: string;
}

/**
 * The JSON of a reply, an empty text for a reply without a body, and undefined when what the path names does
 * not exist.
 */
export type ReplyBody = string | Accepted | undefined;

/** Does what an operation says. */
type Handler<O> =
  O extends Operation<Action, infer Parameters>
    ? (request: RequestContext<ValuesOf<Parameters>>) => ReplyBody | Promise<ReplyBody>
    : never;

/** A handler for every operation of a resource: while one is missing, the program does not compile. */
export type HandlersOf<R extends Resource> = {
  readonly [A in keyof R['operations']]: Handler<R['operations'][A]>;
};

/** A request that somebody is asked about before it goes on. */
export interface PreActionRequest {
  readonly operation: Operation;
  readonly request: RequestContext;
  /** The object as it is: the reply of its fetch operation; undefined when there is none. */
  readonly fetch: () => Promise<ReplyBody>;
}
