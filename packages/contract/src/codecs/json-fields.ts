import { camelCase } from '../camel-case.ts';
import { type AnyParameter, decodeValue, type ValuesOf } from '../parameter.ts';
import { type Codec, invalidValue } from './codec.ts';

/** Fields that a request may have, once each. */
type OptionalFields = Readonly<
  Record<string, AnyParameter & { readonly required: false; readonly repeated: false }>
>;

/** Where the value of a field is: below its key on the wire, in an object of its own where that has a dot. */
interface FieldMapping {
  readonly field: AnyParameter;
  readonly path: readonly string[];
  /** Of the decoded value. */
  readonly key: string;
  readonly isJson: boolean;
}

/**
 * The fields of a form as an object in JSON, with keys in snake_case: `MessagingBinding.Address` is the
 * `address` of its `messaging_binding`. The values are those of the fields themselves, and so are the rules;
 * null and a key that is not there say the same. Keys that no field has are passed over.
 *
 * @param options.json fields whose text is JSON: they can also be given as what that text stands for.
 */
export function jsonFields<const Ps extends OptionalFields>(
  fields: Ps,
  options: { readonly json: readonly (keyof Ps & string)[] },
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
  return {
    schema: { type: 'string', description: `a JSON object that can have ${keys}` },
    decode: (text, parameter) => {
      const object = parseObject(text, parameter);
      const values: Record<string, unknown> = {};
      for (const { field, path, key, isJson } of mappings) {
        const value = decodeValue(field, readText(object, path, isJson, parameter), parameter);
        if (value !== undefined) values[key] = value;
      }
      // Each field's own kind has made the value under its key.
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

const snakeCase = (name: string): string =>
  name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(text: string, parameter: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidValue(parameter, undefined);
  }
  if (!isObject(value)) throw invalidValue(parameter, undefined);
  return value;
}

/** The text of a field; undefined when there is none. */
function readText(
  object: JsonObject,
  [key = '', ...rest]: readonly string[],
  isJson: boolean,
  parameter: string,
): string | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (rest.length > 0) {
    if (!isObject(value)) throw invalidValue(parameter, undefined);
    return readText(value, rest, isJson, parameter);
  }
  // Escapes can name halves of characters, which no other way into the API can.
  if (typeof value === 'string') return value.toWellFormed();
  if (!isJson) throw invalidValue(parameter, undefined);
  try {
    return JSON.stringify(value);
  } catch {
    // It lies deeper than can be written, and so would be too long.
    throw invalidValue(parameter, undefined);
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
