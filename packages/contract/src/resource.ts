import type { Action, Operation } from './operation.ts';
import type { Properties } from './property.ts';

/**
 * Where the paths of a resource are: below `/v1` (`account`); below `/v1/Services/{ChatServiceSid}` and, for the
 * account's default service, also below `/v1` (`service`); or only below a service (`service only`).
 */
export type Scope = 'account' | 'service' | 'service only';

/** A resource of the API: a type of object and its operations. */
export interface Resource {
  /** The name in operation names: `Conversation` in `CreateServiceConversation`. */
  readonly name: string;
  readonly description: string;
  readonly scope: Scope;
  /** Path of the collection below its scope, with parents as `{ConversationSid}`. */
  readonly path: string;
  /** The end of the path of one object: `/{Sid}`, or nothing if there is only one object. */
  readonly item: '/{Sid}' | '/{ConversationSid}' | '';
  /** Prefix of the SIDs of its objects; undefined if they have none. */
  readonly sidPrefix?: string;
  /** The property that can replace the SID in paths. */
  readonly alternateKey?: 'unique_name' | 'identity' | 'address';
  /** Key of the array in a list reply. */
  readonly listKey?: string;
  /** Page size if the request does not set one. Defaults to 50. */
  readonly defaultPageSize?: number;
  readonly properties: Properties;
  /** Whether its creations, updates and deletions are administrative acts, which the audit log records. */
  readonly audited?: true;
  readonly operations: { readonly [A in Action]?: Operation<A> };
}

export const resource = <const R extends Resource>(definition: R): R => definition;

/** The key of a resource's lists. @throws TypeError if the resource has none. */
export function listKeyOf({ listKey, name }: Resource): string {
  if (listKey === undefined) throw new TypeError(`${name} has a list operation without a listKey.`);
  return listKey;
}
