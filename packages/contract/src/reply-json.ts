import type { EndpointReply } from './endpoints/endpoint.ts';

/** The value of a property as JSON carries it. Words are any text: rows do not know which there are. */
type ValueJson<P> = P extends { nullable: true } ? PlainJson<P> | null : PlainJson<P>;

type PlainJson<P> = P extends { type: 'object'; properties: infer Nested }
  ? JsonOf<Nested>
  : P extends { type: 'links'; links: infer Links }
    ? { readonly [Key in keyof Links]: string }
    : P extends { type: 'list'; of: infer Of }
      ? readonly ValueJson<Of>[]
      : P extends { type: 'map'; of: infer Of }
        ? Readonly<Record<string, ValueJson<Of>>>
        : P extends { type: 'json' }
          ? unknown
          : P extends { type: 'integer' | 'number' }
            ? number
            : P extends { type: 'boolean' }
              ? boolean
              : string;

type OptionalKey<Ps> = { [K in keyof Ps]: Ps[K] extends { optional: true } ? K : never }[keyof Ps];

/** An object of a reply as JSON: names as on the wire, dates as text. */
export type JsonOf<Ps> = string extends keyof Ps
  ? object
  : { readonly [K in Exclude<keyof Ps, OptionalKey<Ps>>]: ValueJson<Ps[K]> } & {
      readonly [K in OptionalKey<Ps>]?: ValueJson<Ps[K]>;
    };

/** The body of an endpoint's reply, as far as it is JSON. */
export type ReplyJson<R extends EndpointReply> = R extends { kind: 'object'; properties: infer Ps }
  ? JsonOf<Ps>
  : R extends { kind: 'array'; item: { properties: infer Ps } }
    ? readonly JsonOf<Ps>[]
    : R extends {
          kind: 'page';
          key: infer Key extends string;
          item: { properties: infer Ps };
          page: infer Page;
        }
      ? JsonOf<Page> & { readonly [K in Key]: readonly JsonOf<Ps>[] }
      : undefined;
