import type { Action, http, Mount, mountsOf, ObjectOf, Resource, ValuesOf } from '@colloquy/contract';
import type { CallOptions, KeyOption, MatchOption, NoneMatchOption } from './options.ts';
import type { Page } from './page.ts';

/*
 * The types of the methods, computed from the contract: the same derivation that `methods.ts` makes at run
 * time. Nothing here knows an operation by name.
 */

/** An operation at one of its paths. */
interface Endpoint {
  readonly resource: Resource;
  readonly action: Action;
  readonly mount: Mount;
  readonly parameters: object;
}

type MountOf<R extends Resource> = (typeof mountsOf)[R['scope']][number];

/** Every operation of a resource, at each of its paths, as a union. */
type EndpointOf<R> = R extends Resource
  ? {
      [A in keyof R['operations'] & Action]: {
        [M in MountOf<R>]: {
          readonly resource: R;
          readonly action: A;
          readonly mount: M;
          readonly parameters: R['operations'][A] extends { readonly parameters: infer P extends object }
            ? P
            : never;
        };
      }[MountOf<R>];
    }[keyof R['operations'] & Action]
  : never;

type Verb<A extends Action> = (typeof http)[A]['verb'];

/** The operation's name without its verb. */
type Subject<E extends Endpoint> = `${E['mount'] extends 'service' ? 'Service' : ''}${E['resource']['name']}`;

/** One string for each `{...}` in a path. */
export type PathParameters<Path extends string> = Path extends `${string}{${string}}${infer Rest}`
  ? [sid: string, ...PathParameters<Rest>]
  : [];

type PathArguments<E extends Endpoint> = [
  ...(E['mount'] extends 'service' ? [chatServiceSid: string] : []),
  ...PathParameters<E['resource']['path']>,
  ...((typeof http)[E['action']]['item'] extends true ? PathParameters<E['resource']['item']> : []),
];

/** Lets callers pass `undefined` for what they do not want to send, whatever their compiler's settings. */
type AllowUndefined<Values> = {
  [Name in keyof Values]: Partial<Pick<Values, Name>> extends Pick<Values, Name>
    ? Values[Name] | undefined
    : Values[Name];
};

/** The parameters' place among the arguments: none, one that may be left out, or one that may not. */
export type ParamsArgument<Values> = [keyof Values] extends [never]
  ? []
  : Partial<Values> extends Values
    ? [params?: AllowUndefined<Values> | undefined]
    : [params: AllowUndefined<Values>];

/** The call's options: those of every call, and the conditions that the operation takes. */
type OptionsOf<E extends Endpoint> = CallOptions &
  ((typeof http)[E['action']]['method'] extends 'POST' ? KeyOption : unknown) &
  (E extends ConditionalChange ? MatchOption : unknown) &
  (E['action'] extends 'fetch' ? NoneMatchOption : unknown);

/** Changes or removes what can be fetched. */
interface ConditionalChange {
  readonly action: 'update' | 'delete';
  readonly resource: { readonly operations: { readonly fetch: object } };
}

type Arguments<E extends Endpoint, Values> = [
  ...PathArguments<E>,
  ...ParamsArgument<Values>,
  options?: OptionsOf<E> | undefined,
];

/** What a walk over all pages takes: the server's own place in the list is not the caller's to set. */
export type ListValues<P> = Omit<ValuesOf<P>, 'page' | 'pageToken'> & {
  /** Most records in all, over however many pages; every record unless given. */
  limit?: number;
};

type ItemOf<E extends Endpoint> = ObjectOf<E['resource']['properties']>;

type MethodResult<E extends Endpoint> = E['action'] extends 'delete' ? Promise<void> : Promise<ItemOf<E>>;

type ListEndpoint<R> = Extract<EndpointOf<R>, { readonly action: 'list' }>;
type SingleEndpoint<R> = Exclude<EndpointOf<R>, { readonly action: 'list' }>;

/** The methods for a union of resources. */
export type Methods<R> = {
  readonly [E in SingleEndpoint<R> as `${Uncapitalize<Verb<E['action']>>}${Subject<E>}`]: (
    ...given: Arguments<E, ValuesOf<E['parameters']>>
  ) => MethodResult<E>;
} & {
  readonly [E in ListEndpoint<R> as `list${Subject<E>}`]: (
    ...given: Arguments<E, ListValues<E['parameters']>>
  ) => Promise<ItemOf<E>[]>;
} & {
  readonly [E in ListEndpoint<R> as `page${Subject<E>}`]: (
    ...given: Arguments<E, ValuesOf<E['parameters']>>
  ) => Promise<Page<ItemOf<E>>>;
} & {
  readonly [E in ListEndpoint<R> as `stream${Subject<E>}`]: (
    ...given: Arguments<E, ListValues<E['parameters']>>
  ) => AsyncGenerator<ItemOf<E>, void, undefined>;
};
