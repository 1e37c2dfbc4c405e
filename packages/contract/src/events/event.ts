import type { Properties, Property } from '../property.ts';

/** The object that counts an event, and that its SID in the log names. */
export type Subject = 'conversation' | 'user';

/**
 * The form of a webhook parameter where it differs from the text of the property: a flag is `true` or `false`, a
 * channel is `chat` when there is none, content of no characters and an error code of 0 are left out, the keys of media
 * are written like names of parameters.
 */
export type WebhookFormat = 'flag' | 'channel' | 'content' | 'error code' | 'media';

/** The property that a webhook parameter shows. */
export type WebhookParameter<Name extends string = string> =
  | Name
  | { readonly property: Name; readonly format: WebhookFormat };

/**
 * The event that webhooks can veto a change with. It has the parameters of the event that follows, except for some,
 * and may have others after these.
 */
interface PreAction<Name extends string = string, Parameter extends string = string> {
  readonly name: Name;
  /** The parameters that do not exist before the change. */
  readonly omitted: readonly Parameter[];
  readonly additional?: Readonly<Record<string, WebhookParameter>>;
  /** The parameters of the operation that the response can replace. */
  readonly changeable: readonly Parameter[];
}

/** How an event appears in webhooks. */
export interface EventWebhook {
  /** In the order of the request. A parameter without a value is left out. */
  readonly parameters: Readonly<Record<string, WebhookParameter>>;
  readonly preAction: PreAction | undefined;
  /** Whether a webhook of a single conversation can have it. */
  readonly scoped: boolean;
  /** Set for an event whose requests do not name what caused it. */
  readonly withoutSource?: true;
}

/** An event of the log, and everything that its consumers show of it. */
export interface EventDefinition {
  readonly subject: Subject;
  /** As the log stores them: dates and lists are text, flags are 0 or 1. */
  readonly properties: Properties;
  /** The type of the CloudEvent in streams. */
  readonly cloudEventType: string;
  /** Undefined for an event that is not sent to webhooks. */
  readonly webhook: EventWebhook | undefined;
}

type FieldOf<S extends Subject, Ps extends Properties> = (keyof Ps & string) | `${S}_sid`;

/** An event that is sent to webhooks. */
export const event = <
  const S extends Subject,
  const Ps extends Properties,
  const Parameters extends Readonly<Record<string, WebhookParameter<FieldOf<S, Ps>>>>,
  const Before extends PreAction<string, keyof Parameters & string> | undefined,
  const Scoped extends boolean,
>(definition: {
  readonly subject: S;
  readonly properties: Ps;
  readonly cloudEventType: string;
  readonly webhook: {
    readonly parameters: Parameters;
    readonly preAction: Before;
    readonly scoped: Scoped;
    readonly withoutSource?: true;
  };
}) => definition;

/** An event that only the log and its streams have. */
export const logOnlyEvent = <const S extends Subject, const Ps extends Properties>(definition: {
  readonly subject: S;
  readonly properties: Ps;
  readonly cloudEventType: string;
}) => ({ ...definition, webhook: undefined }) as const;

type StoredValue<P extends Property> =
  | (P extends { type: 'integer' | 'boolean' }
      ? number
      : P extends { type: 'enum'; values: readonly (infer Word)[] }
        ? Word
        : string)
  | (P extends { nullable: true } ? null : never);

type OptionalKey<Ps> = { [K in keyof Ps]: Ps[K] extends { optional: true } ? K : never }[keyof Ps];

/** The properties of an event in their stored form. */
export type StoredProperties<Ps extends Properties> = {
  readonly [K in Exclude<keyof Ps, OptionalKey<Ps>>]: StoredValue<Ps[K]>;
} & { readonly [K in OptionalKey<Ps>]?: StoredValue<Ps[K]> };
