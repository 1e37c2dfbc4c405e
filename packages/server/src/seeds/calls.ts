import { type Client, ColloquyError } from '@colloquy/client';
import { type Action, camelCase, operationName } from '@colloquy/contract';
import type { Section } from './sections.ts';

/** An object as the client shows it. */
export type Shown = Readonly<Record<string, unknown>>;

/** Parameters by the client's names. */
export type Values = Readonly<Record<string, unknown>>;

/** A section at one place: `parents` are the SIDs of the objects that it is in, the outermost first. */
export interface At {
  readonly section: Section;
  readonly parents: readonly string[];
}

/** The client's methods for whatever resource a section is of. */
export interface Calls {
  create(at: At, values: Values): Promise<Shown>;
  /** Undefined when there is none. */
  fetch(at: At, name: readonly string[]): Promise<Shown | undefined>;
  update(at: At, name: readonly string[], values: Values): Promise<Shown>;
  /** All objects at a place; they are asked for once. What is made meanwhile is among them. */
  list(at: At): Promise<readonly Shown[]>;
}

export function callsOf(client: Client): Calls {
  const methods: Readonly<Record<string, unknown>> = { ...client };
  const lists = new Map<string, Shown[]>();
  const keyOf = ({ section, parents }: At) => [section.resource.name, section.mount, ...parents].join();

  /** The client's methods have the names of the operations. */
  const call = async (
    action: Action,
    { section, parents }: At,
    rest: readonly unknown[],
  ): Promise<unknown> => {
    const name = camelCase(operationName(section.resource, action, section.mount));
    const method = methods[name];
    if (typeof method !== 'function') throw new TypeError(`The client has no method ${name}.`);
    return Reflect.apply(method, undefined, [...parents, ...rest]);
  };
  return {
    create: async (at, values) => {
      const made = shown(await call('create', at, [values]));
      lists.get(keyOf(at))?.push(made);
      return made;
    },
    fetch: async (at, name) => {
      try {
        return shown(await call('fetch', at, name));
      } catch (error) {
        if (error instanceof ColloquyError && error.status === 404) return undefined;
        throw error;
      }
    },
    update: async (at, name, values) => shown(await call('update', at, [...name, values])),
    list: async (at) => {
      const known = lists.get(keyOf(at));
      if (known !== undefined) return known;
      const found = await call('list', at, []);
      const objects = Array.isArray(found) ? found.map(shown) : [];
      lists.set(keyOf(at), objects);
      return objects;
    },
  };
}

function shown(value: unknown): Shown {
  if (typeof value !== 'object' || value === null) throw new TypeError('The reply is not an object.');
  return { ...value };
}

/** What an object shows at a path of replies, such as `messaging_binding.address`. */
export const shownAt = (object: Shown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === 'object' && inside !== null ? Reflect.get(inside, camelCase(name)) : undefined,
      object,
    );
