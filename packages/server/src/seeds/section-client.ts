import { type Client, ColloquyError } from '@colloquy/client';
import { type Action, camelCase, operationName } from '@colloquy/contract';
import type { Section } from './sections.ts';

/** An object that the client returns. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** Parameters by their names in the client. */
export type Values = Readonly<Record<string, unknown>>;

/** A section within its parents, whose SIDs begin with the outermost. */
export interface Location {
  readonly section: Section;
  readonly parents: readonly string[];
}

/** The client's methods for the resource of a section. */
export interface SectionClient {
  create(location: Location, values: Values): Promise<ApiObject>;
  /** Undefined if the object does not exist. */
  fetch(location: Location, name: readonly string[]): Promise<ApiObject | undefined>;
  update(location: Location, name: readonly string[], values: Values): Promise<ApiObject>;
  /** All objects at a location. They are listed once; objects created later are added. */
  list(location: Location): Promise<readonly ApiObject[]>;
}

export function createSectionClient(client: Client): SectionClient {
  const methods: Readonly<Record<string, unknown>> = { ...client };
  const lists = new Map<string, ApiObject[]>();
  const listKey = ({ section, parents }: Location) =>
    [section.resource.name, section.mount, ...parents].join();

  /** The methods of the client have the names of the operations. */
  const callMethod = async (
    action: Action,
    { section, parents }: Location,
    rest: readonly unknown[],
  ): Promise<unknown> => {
    const name = camelCase(operationName(section.resource, action, section.mount));
    const method = methods[name];
    if (typeof method !== 'function') throw new TypeError(`The client has no method ${name}.`);
    return Reflect.apply(method, undefined, [...parents, ...rest]);
  };
  return {
    create: async (location, values) => {
      const created = toApiObject(await callMethod('create', location, [values]));
      lists.get(listKey(location))?.push(created);
      return created;
    },
    fetch: async (location, name) => {
      try {
        return toApiObject(await callMethod('fetch', location, name));
      } catch (error) {
        if (error instanceof ColloquyError && error.status === 404) return undefined;
        throw error;
      }
    },
    update: async (location, name, values) =>
      toApiObject(await callMethod('update', location, [...name, values])),
    list: async (location) => {
      const cached = lists.get(listKey(location));
      if (cached !== undefined) return cached;
      const found = await callMethod('list', location, []);
      const objects = Array.isArray(found) ? found.map(toApiObject) : [];
      lists.set(listKey(location), objects);
      return objects;
    },
  };
}

function toApiObject(value: unknown): ApiObject {
  if (typeof value !== 'object' || value === null) throw new TypeError('The reply is not an object.');
  return { ...value };
}

/** The value of an object at a path of the reply, such as `messaging_binding.address`. */
export const valueAt = (object: ApiObject, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === 'object' && inside !== null ? Reflect.get(inside, camelCase(name)) : undefined,
      object,
    );
