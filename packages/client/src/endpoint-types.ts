import type { ContentBody, Endpoint, JsonBody, ObjectOf, PageReply, ValuesOf } from '@colloquy/contract';
import type { CallOptions, KeyOption } from './options.ts';
import type { ListValues, ParamsArgument, PathParameters } from './types.ts';

/*
 * The types of the methods for operations that are not of a resource, computed from the contract: the same derivation
 * that `endpoint-methods.ts` makes at run time.
 */

/** One page of such a list: its items, and what the page says of itself. */
export type EndpointPage<Item, Page> = ObjectOf<Page> & {
  readonly items: readonly Item[];
  /** Fetches the next page; undefined on the last. The options of the first call do not apply to it. */
  nextPage(options?: CallOptions): Promise<EndpointPage<Item, Page> | undefined>;
};

type BodyArgument<E> = E extends { readonly body: ContentBody }
  ? [content: Blob]
  : E extends { readonly body: JsonBody<infer Sent> }
    ? [body: Sent]
    : [];

type Arguments<E extends Endpoint, Values> = [
  ...PathParameters<E['path']>,
  ...BodyArgument<E>,
  ...ParamsArgument<Values>,
  options?: (CallOptions & (E extends { canUseIdempotencyKey: true } ? KeyOption : unknown)) | undefined,
];

type ReplyOf<R> = R extends { readonly kind: 'object'; readonly properties: infer Ps }
  ? Promise<ObjectOf<Ps>>
  : R extends { readonly kind: 'array'; readonly item: { readonly properties: infer Ps } }
    ? Promise<ObjectOf<Ps>[]>
    : R extends { readonly kind: 'events'; readonly item: { readonly properties: infer Ps } }
      ? AsyncGenerator<ObjectOf<Ps>, void, undefined>
      : R extends { readonly kind: 'text' }
        ? Promise<string>
        : R extends { readonly kind: 'content' }
          ? Promise<Blob>
          : Promise<void>;

type Listing<E> = Extract<E, { readonly reply: PageReply }>;
type Single<E> = Exclude<E, { readonly reply: PageReply }>;

type Subject<E extends Endpoint> = E['name'] extends `List${infer Name}` ? Name : never;

type ItemOf<E> = E extends { readonly reply: { readonly item: { readonly properties: infer Ps } } }
  ? ObjectOf<Ps>
  : never;

type PageOf<E> = E extends { readonly reply: { readonly page: infer Page } }
  ? EndpointPage<ItemOf<E>, Page>
  : never;

/** The methods for a union of endpoints. */
export type EndpointMethods<Es extends Endpoint> = {
  readonly [E in Single<Es> as Uncapitalize<E['name']>]: (
    ...given: Arguments<E, ValuesOf<E['parameters']>>
  ) => ReplyOf<E['reply']>;
} & {
  readonly [E in Listing<Es> as `list${Subject<E>}`]: (
    ...given: Arguments<E, ListValues<E['parameters']>>
  ) => Promise<ItemOf<E>[]>;
} & {
  readonly [E in Listing<Es> as `page${Subject<E>}`]: (
    ...given: Arguments<E, ValuesOf<E['parameters']>>
  ) => Promise<PageOf<E>>;
} & {
  readonly [E in Listing<Es> as `stream${Subject<E>}`]: (
    ...given: Arguments<E, ListValues<E['parameters']>>
  ) => AsyncGenerator<ItemOf<E>, void, undefined>;
};
