import type { CamelCase } from './camel-case.ts';
import type { Codec } from './codecs/codec.ts';
import type { ErrorCode } from './errors.ts';

/**
 * The meaning of an empty value, `Name=`: as if it was not sent (`absent`), remove the current value (`clear`), or a
 * text that the codec decodes (`decode`).
 */
export type EmptyValue = 'absent' | 'clear' | 'decode';

/** A parameter of an operation: its place in the request, and the codec of its text. */
export interface Parameter<
  Value = unknown,
  E extends EmptyValue = EmptyValue,
  Required extends boolean = boolean,
  Repeated extends boolean = boolean,
> {
  readonly in: 'form' | 'query' | 'header';
  /** Decodes each value of a repeated parameter. */
  readonly codec: Codec<Value>;
  readonly empty: E;
  readonly required: Required;
  /** Whether the name can appear several times. The value is then a list; one empty value is the empty list. */
  readonly repeated: Repeated;
  /** The specific error code if a required parameter is missing. */
  readonly missing?: ErrorCode;
  readonly description: string;
}

/** Parameters by their names in the request. */
export type Parameters = Readonly<Record<string, AnyParameter>>;

/** A parameter of any value type. */
export interface AnyParameter extends Omit<Parameter, 'codec'> {
  readonly codec: Pick<Codec<unknown>, 'schema' | 'nullable' | 'show'> & {
    readonly decode: (text: string, parameter: string) => unknown;
    encode(value: unknown): string;
  };
}

/** A field of the request's body. Its codec decodes an empty value unless `empty` is set. */
export const field = <Value, const E extends EmptyValue = 'decode'>(
  codec: Codec<Value>,
  description: string,
  options: { readonly empty?: E } = {},
): Parameter<Value, NoInfer<E>, false, false> => ({
  in: 'form',
  codec,
  description,
  empty: options.empty ?? ('decode' as E),
  required: false,
  repeated: false,
});

/** A required field of the request's body. */
export const requiredField = <Value, const E extends EmptyValue = 'absent'>(
  codec: Codec<Value>,
  description: string,
  options: { readonly missing?: ErrorCode; readonly empty?: E } = {},
): Parameter<Value, NoInfer<E>, true, false> => ({
  ...options,
  in: 'form',
  codec,
  description,
  empty: options.empty ?? ('absent' as E),
  required: true,
  repeated: false,
});

/** A parameter in the query, such as a filter of a list. An empty one is ignored unless `empty` is set. */
export const filter = <Value, const E extends EmptyValue = 'absent'>(
  codec: Codec<Value>,
  description: string,
  options: { readonly empty?: E } = {},
): Parameter<Value, NoInfer<E>, false, false> => ({
  in: 'query',
  codec,
  description,
  empty: options.empty ?? ('absent' as E),
  required: false,
  repeated: false,
});

/** A header of the request. */
export const header = <Value>(
  codec: Codec<Value>,
  description: string,
): Parameter<Value, 'absent', false, false> => ({ ...filter(codec, description), in: 'header' });

/** Makes a parameter repeatable. An empty form field is the empty list; an empty filter is ignored. */
export const repeated = <Value, E extends EmptyValue, Required extends boolean>(
  parameter: Parameter<Value, E, Required, false>,
): Parameter<Value, E, Required, true> => ({ ...parameter, repeated: true });

/**
 * Decodes the text of a parameter.
 *
 * @returns null for "remove"; undefined if the parameter counts as not sent.
 * @throws ApiError if the text is not valid for the codec.
 */
export function decodeValue(
  { codec, empty }: Pick<AnyParameter, 'codec' | 'empty'>,
  text: string | undefined,
  name: string,
): unknown {
  if (text === undefined || (text === '' && empty === 'absent')) return undefined;
  if (text === '' && empty === 'clear') return null;
  // The escapes of JSON can produce lone surrogates, which other parts of a request cannot contain.
  return codec.decode(text.toWellFormed(), name);
}

type ValueOfParameter<P> =
  P extends Parameter<infer Value, infer E, boolean, infer Repeated>
    ? true extends Repeated
      ? readonly Value[]
      : Value | ('clear' extends E ? null : never)
    : never;

type RequiredName<Ps> = {
  [Name in keyof Ps]: Ps[Name] extends { readonly required: true } ? Name : never;
}[keyof Ps];

/** The decoded parameters of an operation, with camelCase names. `null` means "remove". */
export type ValuesOf<Ps> = {
  [Name in RequiredName<Ps> as CamelCase<Name & string>]: ValueOfParameter<Ps[Name]>;
} & {
  [Name in Exclude<keyof Ps, RequiredName<Ps>> as CamelCase<Name & string>]?: ValueOfParameter<Ps[Name]>;
};
