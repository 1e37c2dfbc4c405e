import { camelCase, type Operation } from '@colloquy/contract';
import { snakeCase } from './parameters/snake-case.ts';

type Facts = Readonly<Record<string, unknown>>;

/** What an object has that nothing is said of when it is made. */
const usual: Facts = { attributes: '{}', author: 'system', state: 'active' };

/**
 * What a request would make of an object: its present state as replies show it, if there is one, with what the
 * request gives, by the names that the log has for it.
 *
 * @param name the object's own SID in the log, such as `message_sid`.
 */
export function proposal(
  operation: Operation,
  parameters: object,
  present: string | undefined,
  name: string,
): Facts {
  const facts = present === undefined ? usual : flat(JSON.parse(present));
  return {
    ...facts,
    ...given(operation, parameters),
    ...(present !== undefined && { [name]: facts['sid'] }),
  };
}

function given({ parameters }: Operation, values: object): Facts {
  const byKey = new Map<string, unknown>(Object.entries(values));
  const found = Object.keys(parameters)
    .map((name) => [snakeCase(name), byKey.get(camelCase(name))] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    found.map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  );
}

/** An object of a reply as columns: nested keys are joined, lists are JSON, dates have milliseconds. */
function flat(object: Facts, path = ''): Facts {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (Array.isArray(value)) return [[path + key, JSON.stringify(value)]];
      if (typeof value === 'object' && value !== null)
        return Object.entries(flat(value as Facts, `${path}${key}_`));
      const isDate = key.startsWith('date_') && typeof value === 'string';
      return [[path + key, isDate ? new Date(value).toISOString() : value]];
    }),
  );
}
