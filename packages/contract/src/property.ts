import type { CamelCase } from './camel-case.ts';

/**
 * A property of an object in a reply. The type determines how a value is written: a `date` has second precision, a
 * `sid` and an `enum` need no escaping. The column of a nested property is its path joined by `_`:
 * `timers.date_closed` is stored in `timers_date_closed`. A list, and an object that is `stored`, are one column with
 * their JSON.
 */
export type Property = (
  | { readonly type: 'sid'; readonly prefix: string }
  | { readonly type: 'text' | 'integer' | 'number' | 'boolean' }
  | { readonly type: 'date'; readonly format: DateFormat }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'object'; readonly properties: Properties; readonly stored?: true }
  | { readonly type: 'list'; readonly of: Property }
  | { readonly type: 'map'; readonly of: Property }
  | { readonly type: 'json' }
  | { readonly type: 'url'; readonly template?: string }
  | { readonly type: 'links'; readonly links: Readonly<Record<string, string>> }
) & {
  /** The key is always present; its value is null if there is none. */
  readonly nullable?: true;
  /** The key is missing if there is no value. */
  readonly optional?: true;
  /** The value comes from the credentials or the path, so it is the same for every object of a request. */
  readonly fromRequest?: true;
  /** The key is present only in replies to requests below a service. */
  readonly serviceScopedOnly?: true;
};

/** How a date is written: ISO 8601 with second or millisecond precision, or as in the header of an e-mail. */
export type DateFormat = 'seconds' | 'milliseconds' | 'rfc2822';

export type Properties = Readonly<Record<string, Property>>;

export const sidOf = <const Prefix extends string>(prefix: Prefix) => ({ type: 'sid', prefix }) as const;
export const text = () => ({ type: 'text' }) as const;
export const date = <const Format extends DateFormat = 'seconds'>(format?: Format) =>
  ({ type: 'date', format: format ?? 'seconds' }) as const;
export const enumOf = <const Value extends string>(values: readonly Value[]) =>
  ({ type: 'enum', values }) as const;
export const integer = () => ({ type: 'integer' }) as const;
/** A number that can have a fraction. */
export const number = () => ({ type: 'number' }) as const;
export const boolean = () => ({ type: 'boolean' }) as const;
/** An object with any keys. */
export const map = <const P extends Property>(of: P) => ({ type: 'map', of }) as const;
/** Any JSON. */
export const json = () => ({ type: 'json' }) as const;
export const list = <const P extends Property>(of: P) => ({ type: 'list', of }) as const;

/**
 * The URL of the object.
 *
 * @param template a path below the scope, such as `/Conversations/{sid}`, with properties or columns in braces; only
 *   for objects whose URL is not below their collection.
 */
export const url = (template?: string) =>
  ({ type: 'url', ...(template !== undefined && { template }) }) as const;

/** @param links paths below the object's URL by key, or with a leading `/`, templates like those of {@link url}. */
export const links = <const Links extends Readonly<Record<string, string>>>(links: Links) =>
  ({ type: 'links', links }) as const;

export const object = <const P extends Properties>(properties: P) =>
  ({ type: 'object', properties }) as const;

/** An object that is stored as JSON in one column, instead of one column for each property. */
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
          : P extends { type: 'map'; of: infer Of }
            ? Readonly<Record<string, ValueOfProperty<Of>>>
            : P extends { type: 'json' }
              ? unknown
              : P extends { type: 'integer' | 'number' }
                ? number
                : P extends { type: 'boolean' }
                  ? boolean
                  : string;

type ValueOfProperty<P> = P extends { nullable: true } ? NonNullValue<P> | null : NonNullValue<P>;

type OptionalKey<Ps> = {
  [K in keyof Ps]: Ps[K] extends { optional: true } | { serviceScopedOnly: true } ? K : never;
}[keyof Ps];

/** An object of the API in the form that clients use: names in camelCase, dates as Date. */
export type ObjectOf<Ps> = {
  readonly [K in Exclude<keyof Ps, OptionalKey<Ps>> as CamelCase<K & string>]: ValueOfProperty<Ps[K]>;
} & { readonly [K in OptionalKey<Ps> as CamelCase<K & string>]?: ValueOfProperty<Ps[K]> };
