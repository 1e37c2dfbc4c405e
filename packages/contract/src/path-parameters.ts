import { api } from './api.ts';
import type { Resource } from './resource.ts';

/** A key in a path, such as `ConversationSid`. */
export interface PathParameter {
  readonly name: string;
  /** The prefix of the SID that it is. */
  readonly sidPrefix: string;
  readonly description: string;
}

interface Key {
  readonly sidPrefix: string;
  readonly object: string;
  /** What can replace the SID. */
  readonly alternate?: string;
}

/** The keys that are not named after a resource. */
const others: Readonly<Record<string, Key>> = {
  AccountSid: { sidPrefix: 'AC', object: 'account' },
  ChatServiceSid: { sidPrefix: 'IS', object: 'service' },
};

/** The objects of endpoints, by the part of the path before their key. */
const items: Readonly<Record<string, Key>> = {
  Keys: { sidPrefix: 'SK', object: 'API key' },
  Media: { sidPrefix: 'ME', object: 'media' },
  '{ChatServiceSid}': { sidPrefix: 'ME', object: 'media' },
  deliveries: { sidPrefix: 'WD', object: 'delivery' },
};

/**
 * Describes the keys of a path, in its order.
 *
 * @param resource the one that the path belongs to; undefined for an endpoint.
 * @throws TypeError for a key that is not known here.
 */
export const describePath = (path: string, resource?: Resource): PathParameter[] =>
  path.split('/').flatMap((part, index, parts) => {
    const name = /^\{(\w+)\}/.exec(part)?.[1];
    if (name === undefined) return [];
    const before = parts[index - 1] ?? '';
    const own = resource === undefined ? items[before] : keyOf(resource);
    const key = others[name] ?? (name === 'Sid' ? own : keyOf(findParent(name)));
    if (key === undefined) throw new TypeError(`Nothing is known about ${name} of ${path}.`);
    const { sidPrefix, object, alternate } = key;
    return {
      name,
      sidPrefix,
      description: `SID of the ${object}${alternate === undefined ? '' : `, or its ${alternate}`}.`,
    };
  });

/** The resource that a key is named after: `ConversationMessage` for `MessageSid`. */
const findParent = (key: string): Resource | undefined =>
  Object.values<Resource>(api).find(({ name }) => objectOf(name) === objectOf(key.replace(/Sid$/, '')));

function keyOf(resource: Resource | undefined): Key | undefined {
  if (resource?.sidPrefix === undefined) return undefined;
  const { sidPrefix, name, alternateKey } = resource;
  return {
    sidPrefix,
    object: objectOf(name),
    ...(alternateKey !== undefined && { alternate: alternateKey.replace('_', ' ') }),
  };
}

/** The name of a resource in a sentence, without the object that contains it. */
const objectOf = (name: string): string =>
  name
    .replace(/^(?:Conversation|Configuration)(?=[A-Z])/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
