import { addressKey } from '@colloquy/contract';

/** How a request for erasure names a person: an identity, an address on a channel, or both. */
export interface PersonName {
  readonly identity: string | undefined;
  readonly address: string | undefined;
}

/** A person whose data are erased, and what is known of them. */
export class Person {
  readonly identity: string | null;
  /** The address as it is compared. */
  readonly address: string | null;
  /**
   * The SIDs of their participants, also of removed ones, with the SIDs of the conversations: messages name participants,
   * whatever their author says.
   */
  readonly participants = new Map<string, string>();

  constructor({ identity, address }: PersonName) {
    this.identity = identity ?? null;
    this.address = address === undefined ? null : addressKey(address);
  }

  /** Whether a text is exactly the person's identity or address. One that only contains them belongs to its author. */
  isNamed(text: unknown): boolean {
    if (typeof text !== 'string') return false;
    return text === this.identity || (this.address !== null && addressKey(text) === this.address);
  }
}

/** The properties that name a person, in rows, events and stored results. */
const namingProperties = [
  'author',
  'identity',
  'messaging_binding_address',
  'messaging_binding_author_address',
] as const;

type Properties = Readonly<Record<string, unknown>>;

/** Whether an object is the person, one of their participants, or a message of theirs. */
export const isOf = (person: Person, properties: Properties): boolean =>
  namingProperties.some((name) => person.isNamed(properties[name])) ||
  (typeof properties['participant_sid'] === 'string' &&
    person.participants.has(properties['participant_sid']));

/** The properties of objects of others that can have exactly the person's name. */
const nameProperties = ['friendly_name', 'unique_name', 'created_by'] as const;

/** Whether an object of others has exactly the person's name. */
export const hasNameOf = (person: Person, properties: Properties): boolean =>
  nameProperties.some((name) => person.isNamed(properties[name]));

/** Whether a value of JSON contains an object that is the person's or has their name, however deep. */
export function contains(person: Person, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const properties: Properties = Object(value);
  return (
    isOf(person, properties) ||
    hasNameOf(person, properties) ||
    Object.values(value).some((each) => contains(person, each))
  );
}
