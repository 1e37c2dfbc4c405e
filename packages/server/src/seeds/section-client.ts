import { type Client, ColloquyError } from '@colloquy/client';
import { type Action, camelCase, operationName } from '@colloquy/contract';
import type { Section } from './sections.ts';

/** An object as the client shows it. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** Parameters by the client's names. */
export type Values = Readonly<Record<string, unknown>>;

/** A section at one place: `parents` are the SIDs of the objects that it is in, the outermost first. */
export interface Location {
  readonly section: Section;
  readonly parents: readonly string[];
}

/** The client's methods for whatever resource a section is of. */
export interface SectionClient {
  create(location: Location, values: Values): Promise<ApiObject>;
  /** Undefined when there is none. */
  fetch(location: Location, name: readonly string[]): Promise<ApiObject | undefined>;
  update(location: Location, name: readonly string[], values: Values): Promise<ApiObject>;
  /** All objects at a place; they are asked for once. What is made meanwhile is among them. */
  list(location: Location): Promise<readonly ApiObject[]>;
}

export function createSectionClient(client: Client): SectionClient {
  const methods: Readonly<Record<string, unknown>> = { ...client };
  const lists = new Map<string, ApiObject[]>();
  const listKey = ({ section, parents }: Location) =>
    [section.resource.name, section.mount, ...parents].join();

  /** The client's methods have the names of the operations. */
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

/** What an object shows at a path of replies, such as `messaging_binding.address`. */
export const valueAt = (object: ApiObject, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === 'object' && inside !== null ? Reflect.get(inside, camelCase(name)) : undefined,
      object,
    );
