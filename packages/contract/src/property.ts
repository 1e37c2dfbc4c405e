import type { CamelCase } from './camel-case.ts';

/**
 * A property of an object in a reply. How a value is written follows from its type: a `date` has second
 * precision, `sid` and `word` need no escaping. A nested property is stored under its path joined by `_`:
 * `timers.date_closed` is the column `timers_date_closed`. A list, and an object that is `stored`, are one
 * column that holds their JSON.
 */
export type Property = (
  | { readonly type: 'sid'; readonly prefix: string }
  | { readonly type: 'text' | 'date' | 'integer' | 'boolean' }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'object'; readonly properties: Properties; readonly stored?: true }
  | { readonly type: 'list'; readonly of: Property }
  | { readonly type: 'url'; readonly template?: string }
  | { readonly type: 'links'; readonly links: Readonly<Record<string, string>> }
) & {
  /** The key is there and its value is null when there is none. */
  readonly nullable?: true;
  /** The key is left out when there is no value. */
  readonly optional?: true;
  /** The value is the same for every object of a request: it comes from the credentials or the path. */
  readonly fromRequest?: true;
  /** The key is there only in replies to requests below a service. */
  readonly serviceScopedOnly?: true;
};

export type Properties = Readonly<Record<string, Property>>;

export const sidOf = <const Prefix extends string>(prefix: Prefix) => ({ type: 'sid', prefix }) as const;
export const text = () => ({ type: 'text' }) as const;
export const date = () => ({ type: 'date' }) as const;
export const enumOf = <const Value extends string>(values: readonly Value[]) =>
  ({ type: 'enum', values }) as const;
export const integer = () => ({ type: 'integer' }) as const;
export const boolean = () => ({ type: 'boolean' }) as const;
export const list = <const P extends Property>(of: P) => ({ type: 'list', of }) as const;

/**
 * The object's own URL.
 *
 * @param template where that is not below the collection: a path below the scope, `/Conversations/{sid}`, with
 *   properties or columns in braces.
 */
export const url = (template?: string) =>
  ({ type: 'url', ...(template !== undefined && { template }) }) as const;

/** @param links by key, the path below the object's own URL, or with a leading `/` a template as of {@link url}. */
export const links = <const Links extends Readonly<Record<string, string>>>(links: Links) =>
  ({ type: 'links', links }) as const;

export const object = <const P extends Properties>(properties: P) =>
  ({ type: 'object', properties }) as const;

/** An object that one column holds as JSON, rather than a column for each of its properties. */
export const stored = <const P extends Extract<Property, { type: 'object' }>>(property: P) =>
  ({ ...property, stored: true }) as const;

export const nullable = <const P extends Property>(property: P) => ({ ...property, nullable: true }) as const;
export const optional = <const P extends Property>(property: P) => ({ ...property, optional: true }) as const;
export const fromRequest = <const P extends Property>(property: P) =>
  ({ ...property, fromRequest: true }) as const;
export const serviceScopedOnly = <const P extends Property>(property: P) =>
  ({ ...property, serviceScopedOnly: true }) as const;

type NonNullValue<P> = P extends { type: 'date' }
  ? Date
  : P extends { type: 'enum'; values: readonly (infer Value)[] }
    ? Value
    : P extends { type: 'object'; properties: infer Nested }
      ? ObjectOf<Nested>
      : P extends { type: 'links'; links: infer Links }
        ? { readonly [Key in keyof Links as CamelCase<Key & string>]: string }
        : P extends { type: 'list'; of: infer Of }
          ? readonly ValueOfProperty<Of>[]
          : P extends { type: 'integer' }
            ? number
            : P extends { type: 'boolean' }
              ? boolean
              : string;

type ValueOfProperty<P> = P extends { nullable: true } ? NonNullValue<P> | null : NonNullValue<P>;

type OptionalKey<Ps> = {
  [K in keyof Ps]: Ps[K] extends { optional: true } | { serviceScopedOnly: true } ? K : never;
}[keyof Ps];

/** An object of the API as a client sees it: names in camelCase, dates as Date. */
export type ObjectOf<Ps> = {
  readonly [K in Exclude<keyof Ps, OptionalKey<Ps>> as CamelCase<K & string>]: ValueOfProperty<Ps[K]>;
} & { readonly [K in OptionalKey<Ps> as CamelCase<K & string>]?: ValueOfProperty<Ps[K]> };
