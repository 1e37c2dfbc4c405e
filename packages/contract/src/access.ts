import type { ErrorCode } from './errors.ts';
import type { Permission } from './roles.ts';

/**
 * What users of the client SDKs may do with an operation. Back ends with account credentials may do everything. An
 * operation without such a description is refused for users, and so is a form parameter that it does not list.
 */
export interface UserAccess {
  /**
   * Where the operation works: in a service (`service`), on what belongs to the user of the request (`self`), on that
   * user's membership of a conversation (`membership`), on what also non-participants can see of a conversation
   * (`conversation`), or on what only participants can see (`participant`). A permission of a service role makes up for
   * not being a participant.
   */
  readonly in: 'service' | 'self' | 'membership' | 'conversation' | 'participant';
  /** The object whose owner decides between `own` and `other`; undefined if the operation works on no such object. */
  readonly object?: 'message' | 'participant' | 'user';
  /** What every request needs. */
  readonly needs?: Need;
  /** What a request needs in addition if it has a parameter, by the parameter's name. */
  readonly parameters?: Readonly<Record<string, Need>>;
  /** A parameter that is the user's identity if the request does not have it. */
  readonly identityParameter?: string;
}

/** What a user needs, for what is the user's own and for what is not. */
export interface Need {
  /** The object is the user's own; or, for a `value`, the parameter is the user's identity. */
  readonly own: Rule;
  readonly other: Rule;
  readonly by: 'object' | 'value';
}

/** One of the permissions; nothing (`allowed`); or the code of the error, because no permission is enough. */
export type Rule = readonly [Permission, ...Permission[]] | 'allowed' | ErrorCode;

const always = (rule: Rule): Need => ({ own: rule, other: rule, by: 'object' });

/** Needs no permission. */
export const allowed = always('allowed');

/** Refused for all users: only a back end assigns roles. */
export const roleRefused = always(50205);

/** Needs a permission. */
export const needs = (permission: Permission): Need => always([permission]);

/** Needs the permission for the user's own objects or for any; for those of others, that for any. */
export const ownOrAny = (own: Permission, any: Permission): Need => ({
  own: [own, any],
  other: [any],
  by: 'object',
});

/** Needs one permission for what is the user's own and a different one for what is not. */
export const ownOrOther = (own: Permission, other: Permission): Need => ({
  own: [own],
  other: [other],
  by: 'object',
});

/** Allowed for what is the user's own, and refused for what is not. */
export const ownOnly: Need = { own: 'allowed', other: 20403, by: 'object' };

/** Compares the value of the parameter with the user's identity instead of the owner of the object. */
export const byValue = (need: Need): Need => ({ ...need, by: 'value' });
