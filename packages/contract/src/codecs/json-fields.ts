import { camelCase } from '../camel-case.ts';
import type { ApiError, ErrorCode } from '../errors.ts';
import { type AnyParameter, decodeValue, type ValuesOf } from '../parameter.ts';
import { snakeCase } from '../snake-case.ts';
import { type Codec, invalidValue } from './codec.ts';

/** Optional fields that are not repeated. */
type OptionalFields = Readonly<
  Record<string, AnyParameter & { readonly required: false; readonly repeated: false }>
>;

/** The place of a field's value in the JSON object; each dot in its name is a nested object. */
interface FieldMapping {
  readonly field: AnyParameter;
  readonly path: readonly string[];
  /** Key of the decoded value. */
  readonly key: string;
  readonly isJson: boolean;
}

/**
 * Form fields as a JSON object with keys in snake_case: `MessagingBinding.Address` is the `address` of its
 * `messaging_binding`. Values have the form and the rules of the fields. Null is the same as a missing key. Unknown
 * keys are ignored.
 *
 * @param options.json fields whose text is JSON. Their value can also be JSON directly.
 * @param options.malformed the error for text that is not such an object.
 */
export function jsonFields<const Ps extends OptionalFields>(
  fields: Ps,
  options: { readonly json: readonly (keyof Ps & string)[]; readonly malformed: ErrorCode },
): Codec<ValuesOf<Ps>> {
  const mappings = Object.entries(fields).map(
    ([name, field]): FieldMapping => ({
      field,
      path: name.split('.').map(snakeCase),
      key: camelCase(name),
      isJson: options.json.includes(name),
    }),
  );
  const keys = mappings.map(({ path }) => path.join('.')).join(', ');
  const schema = { type: 'string', description: `a JSON object that can have ${keys}` };
  return {
    schema,
    decode: (text, parameter) => {
      const malformed = () => invalidValue(schema, parameter, text, { code: options.malformed });
      const object = parseObject(text, malformed);
      const values: Record<string, unknown> = {};
      for (const { field, path, key, isJson } of mappings) {
        const value = decodeValue(
          field,
          readText(object, path, isJson, malformed),
          `${parameter}.${path.join('.')}`,
        );
        if (value !== undefined) values[key] = value;
      }
      // The codec of each field has decoded the value of its key.
      return values as ValuesOf<Ps>;
    },
    encode: (values) => {
      const given = new Map<string, unknown>(Object.entries(values));
      const object: Record<string, unknown> = {};
      for (const { field, path, key } of mappings) {
        const value = given.get(key);
        if (value !== undefined) setText(object, path, value === null ? '' : field.codec.encode(value));
      }
      return JSON.stringify(object);
    },
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(text: string, malformed: () => ApiError): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (!isObject(value)) throw malformed();
  return value;
}

/** Returns the text of a field; undefined if it is missing. */
function readText(
  object: JsonObject,
  [key = '', ...rest]: readonly string[],
  isJson: boolean,
  malformed: () => ApiError,
): string | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (rest.length > 0) {
    if (!isObject(value)) throw malformed();
    return readText(value, rest, isJson, malformed);
  }
  if (typeof value === 'string') return value;
  if (!isJson) throw malformed();
  try {
    return JSON.stringify(value);
  } catch {
    // The value is nested too deeply to serialize, so it would also be too long.
    throw malformed();
  }
}

function setText(
  object: Record<string, unknown>,
  [key = '', ...rest]: readonly string[],
  text: string,
): void {
  if (rest.length === 0) {
    object[key] = text;
    return;
  }
  const existing = object[key];
  const nested: Record<string, unknown> = isObject(existing) ? existing : {};
  object[key] = nested;
  setText(nested, rest, text);
}
