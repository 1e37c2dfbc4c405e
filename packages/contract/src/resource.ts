import type { Action, Operation } from './operation.ts';
import type { Properties } from './property.ts';

/**
 * Where a resource lives: once below `/v1` (`account`), or twice, below `/v1/Services/{ChatServiceSid}` and,
 * for the account's default service, below `/v1` (`service`).
 */
export type Scope = 'account' | 'service';

/** A resource of the API: one kind of object and the operations on it. */
export interface Resource {
  /** As operation names have it: `Conversation` in `CreateServiceConversation`. */
  readonly name: string;
  readonly description: string;
  readonly sidPrefix: string;
  readonly scope: Scope;
  /** Path of the collection below its scope; parents appear as `{ConversationSid}`. */
  readonly path: string;
  /** Key of the array in a list reply. */
  readonly listKey: string;
  readonly defaultPageSize: number;
  /** Whether a path may name the object by its unique name instead of its SID. */
  readonly namedByUniqueName: boolean;
  readonly properties: Properties;
  readonly operations: { readonly [A in Action]?: Operation<A> };
}

export const resource = <const R extends Resource>(definition: R): R => definition;
