import { isOf, type Person } from './person.ts';

/** The properties of an event as the log stores them. */
type Properties = Readonly<Record<string, unknown>>;

/** What a property has after an erasure: the value of its kind that says nothing. */
type Blank = null | '' | '{}';

/** What a message has after an erasure that keeps it, and what its events have. */
export const blankMessage = {
  author: '',
  body: null,
  subject: null,
  media: null,
  content_sid: null,
  content_variables: null,
  attributes: '{}',
} as const;

/**
 * What is personal in the events about a message, a participant or a user, by the beginning of the event's name. SIDs,
 * indexes, dates and roles stay, so that a client that reads the log still sees what happened, and to which object.
 */
const personal: readonly (readonly [prefix: string, blanks: Readonly<Record<string, Blank>>])[] = [
  ['onMessage', blankMessage],
  [
    'onParticipant',
    {
      identity: null,
      attributes: '{}',
      messaging_binding_address: null,
      messaging_binding_name: null,
    },
  ],
  ['onUser', { identity: '', friendly_name: null, attributes: '{}' }],
];

/** Names in the events of a conversation; each is removed only if it is the person's. */
const names: Readonly<Record<string, Blank | undefined>> = {
  friendly_name: null,
  unique_name: null,
  messaging_binding_address: undefined,
  messaging_binding_author_address: undefined,
};

/**
 * Removes what an event says about a person.
 *
 * @returns the properties themselves if they say nothing about the person.
 */
export function redactProperties(person: Person, name: string, properties: Properties): Properties {
  const blanks = personal.find(([prefix]) => name.startsWith(prefix))?.[1];
  if (blanks !== undefined) return isOf(person, properties) ? withBlanks(properties, blanks) : properties;
  const named = Object.entries(names).filter(([each]) => person.isNamed(properties[each]));
  return withBlanks(properties, Object.fromEntries(named));
}

/**
 * Removes the texts of a new event of the person. The identity and the address stay until the log itself is redacted: running
 * servers end the sessions of an identity when they read that it was removed.
 */
export function redactTexts<E extends { readonly name: string; readonly properties: Properties }>(
  event: E,
): E {
  const blanks = personal.find(([prefix]) => event.name.startsWith(prefix))?.[1] ?? {};
  const { identity: _, messaging_binding_address: __, ...texts } = blanks;
  return { ...event, properties: withBlanks(event.properties, texts) };
}

/** Sets the properties that exist; a blank of undefined removes one that is optional. */
function withBlanks(properties: Properties, blanks: Readonly<Record<string, Blank | undefined>>): Properties {
  const changed = Object.entries(blanks).filter(
    ([name, blank]) => Object.hasOwn(properties, name) && properties[name] !== blank,
  );
  if (changed.length === 0) return properties;
  const after: Record<string, unknown> = { ...properties };
  for (const [name, blank] of changed)
    if (blank === undefined) delete after[name];
    else after[name] = blank;
  return after;
}
