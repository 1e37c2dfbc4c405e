import type { Action, Operation, Resource, ValuesOf } from '@colloquy/contract';
import type { Clock } from '../platform/clock.ts';
import type { Sids } from '../platform/sids.ts';
import type { Storage } from '../storage/storage.ts';
import type { Replies } from './replies.ts';

/** What handlers work with. */
export interface Tools {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly sids: Sids;
  readonly replies: Replies;
}

/** A request that has been authenticated, routed and decoded. */
export interface Call<Parameters = object> {
  readonly accountSid: string;
  /** The SID of the credentials: an account's or an API key's. */
  readonly actor: string;
  /** The service that the path names, or the account's default one; empty for a resource outside of services. */
  readonly chatServiceSid: string;
  /** What the path names the object by; empty for a collection. */
  readonly identifier: string;
  readonly parameters: Parameters;
  /** What the path names the object's parents by, such as `ConversationSid`: a SID or a name. */
  readonly parents: Readonly<Record<string, string>>;
  /** URL of the service or of the API's root, as the client reaches it, without a slash at the end. */
  readonly scopeUrl: string;
}

/**
 * URL of a resource's collection, without a slash at the end; the URLs of a reply begin with it.
 *
 * @param parents SIDs in place of what the path named the parents by.
 */
export const collectionUrl = (
  { scopeUrl }: Call,
  { path }: Resource,
  parents: Readonly<Record<string, string>> = {},
): string => `${scopeUrl}/${path.replace(/\{(\w+)\}/g, (_, name: string) => parents[name] ?? '')}`;

/**
 * Does what an operation says and answers the JSON of the reply; an empty text for a reply without a body, and
 * undefined when what the path names does not exist.
 */
export type Handler<O> =
  O extends Operation<Action, infer Parameters>
    ? (call: Call<ValuesOf<Parameters>>) => string | undefined | Promise<string | undefined>
    : never;

/** A handler for every operation of a resource: while one is missing, the program does not compile. */
export type HandlersOf<R extends Resource> = {
  readonly [A in keyof R['operations']]: Handler<R['operations'][A]>;
};
