import type { Action, httpMapping, Mount, mountsOf, ObjectOf, Resource, ValuesOf } from '@colloquy/contract';
import type { CallOptions, KeyOption, MatchOption, NoneMatchOption } from './options.ts';
import type { Page } from './page.ts';

/*
 * The types of the methods, computed from the contract in the same way as `methods.ts` does at run time. No operation is
 * mentioned by its name.
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

type Verb<A extends Action> = (typeof httpMapping)[A]['verb'];

/** The name of the operation without its verb. */
type Subject<E extends Endpoint> = `${E['mount'] extends 'service' ? 'Service' : ''}${E['resource']['name']}`;

/** One string for each `{...}` in a path. */
export type PathParameters<Path extends string> = Path extends `${string}{${string}}${infer Rest}`
  ? [sid: string, ...PathParameters<Rest>]
  : [];

type PathArguments<E extends Endpoint> = [
  ...(E['mount'] extends 'service' ? [chatServiceSid: string] : []),
  ...PathParameters<E['resource']['path']>,
  ...((typeof httpMapping)[E['action']]['item'] extends true ? PathParameters<E['resource']['item']> : []),
];

/** Callers can pass `undefined` for values that are not sent, also with `exactOptionalPropertyTypes`. */
type AllowUndefined<Values> = {
  [Name in keyof Values]: Partial<Pick<Values, Name>> extends Pick<Values, Name>
    ? Values[Name] | undefined
    : Values[Name];
};

/** The argument for the parameters: none, optional or required. */
export type ParamsArgument<Values> = [keyof Values] extends [never]
  ? []
  : Partial<Values> extends Values
    ? [params?: AllowUndefined<Values> | undefined]
    : [params: AllowUndefined<Values>];

/** The options of the call: those of every call, and the conditional headers of the operation. */
type OptionsOf<E extends Endpoint> = CallOptions &
  ((typeof httpMapping)[E['action']]['method'] extends 'POST' ? KeyOption : unknown) &
  (E extends ConditionalChange ? MatchOption : unknown) &
  (E['action'] extends 'fetch' ? NoneMatchOption : unknown);

/** Updates or deletes an object that can be fetched. */
interface ConditionalChange {
  readonly action: 'update' | 'delete';
  readonly resource: { readonly operations: { readonly fetch: object } };
}

type Arguments<E extends Endpoint, Values> = [
  ...PathArguments<E>,
  ...ParamsArgument<Values>,
  options?: OptionsOf<E> | undefined,
];

/** The parameters for all pages: without the page number and the page token. */
export type ListValues<P> = Omit<ValuesOf<P>, 'page' | 'pageToken'> & {
  /** Maximum number of records of all pages. Defaults to all records. */
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
