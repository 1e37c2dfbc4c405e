import { sidPattern } from '@colloquy/contract';

/** The types of objects that clients read and watch. */
export type ObjectType = 'document' | 'list' | 'map';

/** What an object shows, by the ending of its name: of a conversation, or of a user. */
export const parts = {
  channel: { type: 'document', prefix: 'CH' },
  messages: { type: 'list', prefix: 'CH' },
  roster: { type: 'map', prefix: 'CH' },
  info: { type: 'map', prefix: 'US' },
  conversations: { type: 'map', prefix: 'US' },
} as const satisfies Readonly<Record<string, { type: ObjectType; prefix: 'CH' | 'US' }>>;

export type Part = keyof typeof parts;

/** What shows a conversation. */
export const conversationParts = ['channel', 'messages', 'roster'] as const satisfies readonly Part[];

/** An object of the client's protocol: a view of the conversation or user that its name contains. */
export interface SyncObject {
  /** Its unique name, which is its SID too: it is the same in every process and after every restart. */
  readonly name: string;
  readonly type: ObjectType;
  readonly part: Part;
  /** The SID of the conversation or the user. */
  readonly sid: string;
}

export const syncObject = (part: Part, sid: string): SyncObject => ({
  name: objectName(part, sid),
  type: parts[part].type,
  part,
  sid,
});

export const objectName = (part: Part, sid: string): string => `${sid}.${part}`;

/** The object with a name; undefined for a name that no object can have. */
export function parseObjectName(name: string): SyncObject | undefined {
  const [sid = '', part = '', ...rest] = name.split('.');
  if (rest.length > 0 || !isPart(part)) return undefined;
  return sidPattern(parts[part].prefix).test(sid) ? syncObject(part, sid) : undefined;
}

const isPart = (name: string): name is Part => Object.hasOwn(parts, name);
