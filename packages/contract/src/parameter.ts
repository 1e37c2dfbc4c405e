import type { CamelCase } from './camel-case.ts';
import type { Codec } from './codecs/codec.ts';
import type { ErrorCode } from './errors.ts';

/**
 * What an empty value, `Name=`, says: nothing at all (`absent`), remove what is there (`clear`), or a text
 * for the kind to judge (`decode`).
 */
export type EmptyValue = 'absent' | 'clear' | 'decode';

/** A parameter of an operation: where it travels and what its text means. */
export interface Parameter<
  Value = unknown,
  E extends EmptyValue = EmptyValue,
  Required extends boolean = boolean,
  Repeated extends boolean = boolean,
> {
  readonly in: 'form' | 'query' | 'header';
  /** Of each value, where it is repeated. */
  readonly codec: Codec<Value>;
  readonly empty: E;
  readonly required: Required;
  /** Whether the name may come several times: the value is then a list, and one empty value the empty list. */
  readonly repeated: Repeated;
  /** The code of the error for a required parameter that is missing, where it has one of its own. */
  readonly missing?: ErrorCode;
  readonly description: string;
}

/** Parameters by their names on the wire. */
export type Parameters = Readonly<Record<string, AnyParameter>>;

/** A parameter whose value type does not matter: one that only decodes. */
export interface AnyParameter extends Omit<Parameter, 'codec'> {
  readonly codec: Pick<Codec<unknown>, 'schema' | 'nullable'> & {
    readonly decode: (text: string, parameter: string) => unknown;
    encode(value: unknown): string;
  };
}

/** A field of the request's body. An empty one is judged by its kind unless `empty` says otherwise. */
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

/** A field that a request must have. */
export const requiredField = <Value>(
  codec: Codec<Value>,
  description: string,
  options: { readonly missing?: ErrorCode } = {},
): Parameter<Value, 'absent', true, false> => ({
  ...options,
  in: 'form',
  codec,
  description,
  empty: 'absent',
  required: true,
  repeated: false,
});

/** A filter in the query of a list; an empty one does not filter. */
export const filter = <Value>(
  codec: Codec<Value>,
  description: string,
): Parameter<Value, 'absent', false, false> => ({
  in: 'query',
  codec,
  description,
  empty: 'absent',
  required: false,
  repeated: false,
});

/** A header of the request. */
export const header = <Value>(
  codec: Codec<Value>,
  description: string,
): Parameter<Value, 'absent', false, false> => ({ ...filter(codec, description), in: 'header' });

/** The parameter with several values. An empty form field is the empty list, an empty filter none. */
export const repeated = <Value, E extends EmptyValue, Required extends boolean>(
  parameter: Parameter<Value, E, Required, false>,
): Parameter<Value, E, Required, true> => ({ ...parameter, repeated: true });

/**
 * The value that a text of a parameter stands for, null for "remove"; undefined when it says nothing at all.
 *
 * @throws ApiError when it is no value of the parameter's kind.
 */
export function decodeValue(
  { codec, empty }: Pick<AnyParameter, 'codec' | 'empty'>,
  text: string | undefined,
  name: string,
): unknown {
  if (text === undefined || (text === '' && empty === 'absent')) return undefined;
  return text === '' && empty === 'clear' ? null : codec.decode(text, name);
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

/** The decoded parameters of an operation, under camelCase names; `null` stands for "remove". */
export type ValuesOf<Ps> = {
  [Name in RequiredName<Ps> as CamelCase<Name & string>]: ValueOfParameter<Ps[Name]>;
} & {
  [Name in Exclude<keyof Ps, RequiredName<Ps>> as CamelCase<Name & string>]?: ValueOfParameter<Ps[Name]>;
};
