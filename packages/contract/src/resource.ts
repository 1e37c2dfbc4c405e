import type { Action, Operation } from './operation.ts';
import type { Properties } from './property.ts';

/**
 * Where a resource lives: once below `/v1` (`account`); twice, below `/v1/Services/{ChatServiceSid}` and, for
 * the account's default service, below `/v1` (`service`); or below a service alone (`service only`).
 */
export type Scope = 'account' | 'service' | 'service only';

/** A resource of the API: one kind of object and the operations on it. */
export interface Resource {
  /** As operation names have it: `Conversation` in `CreateServiceConversation`. */
  readonly name: string;
  readonly description: string;
  readonly scope: Scope;
  /** Path of the collection below its scope; parents appear as `{ConversationSid}`. */
  readonly path: string;
  /** What follows for one object: `/{Sid}`, or nothing where there is only one. */
  readonly item: '/{Sid}' | '/{ConversationSid}' | '';
  /** Of the SIDs that the server gives to its objects; none for what has no SID of its own. */
  readonly sidPrefix?: string;
  /** The property that a path may name the object by in place of its SID. */
  readonly alternateKey?: 'unique_name' | 'identity' | 'address';
  /** Key of the array in a list reply. */
  readonly listKey?: string;
  /** Objects on a page unless the request says; 50 unless given. */
  readonly defaultPageSize?: number;
  readonly properties: Properties;
  readonly operations: { readonly [A in Action]?: Operation<A> };
}

export const resource = <const R extends Resource>(definition: R): R => definition;

/** The key of a resource's lists. */
export function listKeyOf({ listKey, name }: Resource): string {
  if (listKey === undefined) throw new TypeError(`${name} has a list without a key.`);
  return listKey;
}
