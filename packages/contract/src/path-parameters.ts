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

/** The keys of parents. */
const parents: Readonly<Record<string, Key>> = {
  AccountSid: { sidPrefix: 'AC', object: 'account' },
  ChatServiceSid: { sidPrefix: 'IS', object: 'service' },
  ConversationSid: { sidPrefix: 'CH', object: 'conversation', alternate: 'unique name' },
  MessageSid: { sidPrefix: 'IM', object: 'message' },
  UserSid: { sidPrefix: 'US', object: 'user', alternate: 'identity' },
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
    const key = parents[name] ?? (resource === undefined ? items[before] : keyOf(resource));
    if (key === undefined) throw new TypeError(`Nothing is known about ${name} of ${path}.`);
    const { sidPrefix, object, alternate } = key;
    return {
      name,
      sidPrefix,
      description: `SID of the ${object}${alternate === undefined ? '' : `, or its ${alternate}`}.`,
    };
  });

function keyOf({ sidPrefix, name, alternateKey }: Resource): Key | undefined {
  if (sidPrefix === undefined) return undefined;
  const own = name.replace(/^(?:Conversation|Configuration)(?=[A-Z])/, '');
  const object = own.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return {
    sidPrefix,
    object,
    ...(alternateKey !== undefined && { alternate: alternateKey.replace('_', ' ') }),
  };
}
