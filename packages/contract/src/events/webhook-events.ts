import { type EventName, eventCatalogue, eventNames, isEventName } from './catalogue.ts';
import type { EventDefinition, EventWebhook, WebhookFormat, WebhookParameter } from './event.ts';

type Catalogue = typeof eventCatalogue;

/** An event that is sent to webhooks after a change. */
export type PostActionEvent = {
  [Name in EventName]: Catalogue[Name]['webhook'] extends undefined ? never : Name;
}[EventName];

type Webhook<Name extends PostActionEvent> = NonNullable<Catalogue[Name]['webhook']>;

/** An event that webhooks can veto a change with. */
export type PreActionEvent = {
  [Name in PostActionEvent]: Webhook<Name>['preAction'] extends { readonly name: infer Before extends string }
    ? Before
    : never;
}[PostActionEvent];

/** The name of a parameter that the response to a pre-action webhook can replace. */
export type ChangeableParameter = {
  [Name in PostActionEvent]: Webhook<Name>['preAction'] extends {
    readonly changeable: readonly (infer Parameter extends string)[];
  }
    ? Parameter
    : never;
}[PostActionEvent];

/** An event that a webhook of a single conversation can have. */
export type ScopedEvent = {
  [Name in PostActionEvent]: Webhook<Name>['scoped'] extends true ? Name : never;
}[PostActionEvent];

export type WebhookEvent = PreActionEvent | PostActionEvent;

export const isPostActionEvent = (name: string): name is PostActionEvent =>
  isEventName(name) && definitionOf(name).webhook !== undefined;

const definitionOf = (name: EventName): EventDefinition => eventCatalogue[name];
const webhookOf = (name: PostActionEvent): EventWebhook => eventCatalogue[name].webhook;

export const postActionEvents: readonly PostActionEvent[] = eventNames.filter(isPostActionEvent);

/** The event before the change that a post-action event reports; undefined when a change cannot be vetoed. */
export const preActionEventOf = (name: PostActionEvent): PreActionEvent | undefined =>
  eventCatalogue[name].webhook.preAction?.name;

export const preActionEvents: readonly PreActionEvent[] = postActionEvents.flatMap(
  (name) => preActionEventOf(name) ?? [],
);

export const scopedEvents: readonly ScopedEvent[] = postActionEvents.filter(
  (name): name is ScopedEvent => eventCatalogue[name].webhook.scoped,
);

/** Whether the requests of an event name what caused it, in the parameter `Source`. */
export const hasSource = (event: WebhookEvent): boolean =>
  !(isPostActionEvent(event) && webhookOf(event).withoutSource);

/** A parameter of a webhook request: its name, the property that it shows, and its form if that is not plain text. */
export interface WebhookField {
  readonly name: string;
  readonly property: string;
  readonly format: WebhookFormat | undefined;
}

const toFields = (parameters: Readonly<Record<string, WebhookParameter>>): readonly WebhookField[] =>
  Object.entries(parameters).map(([name, parameter]) =>
    typeof parameter === 'string' ? { name, property: parameter, format: undefined } : { name, ...parameter },
  );

function* fieldsByEvent(): Generator<[string, readonly WebhookField[]]> {
  for (const name of postActionEvents) {
    const { parameters, preAction } = webhookOf(name);
    const fields = toFields(parameters);
    yield [name, fields];
    if (preAction !== undefined) {
      const before = fields.filter((field) => !preAction.omitted.includes(field.name));
      yield [preAction.name, [...before, ...toFields(preAction.additional ?? {})]];
    }
  }
}

/** The parameters of each webhook event in the order of the request, without those that all events have. */
export const webhookFields = Object.fromEntries(fieldsByEvent()) as Readonly<
  Record<WebhookEvent, readonly WebhookField[]>
>;

/** The parameters of the operation that the response to a pre-action webhook can replace. */
export const changeableParameters = Object.fromEntries(
  postActionEvents.flatMap((name) => {
    const { preAction } = webhookOf(name);
    return preAction === undefined ? [] : [[preAction.name, preAction.changeable]];
  }),
) as Readonly<Record<PreActionEvent, readonly string[]>>;
