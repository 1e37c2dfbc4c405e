import { postActionEvents } from '@colloquy/contract';
import type { LoggedEvent } from '../../events/event.ts';
import { conversationParameters } from './conversation.ts';
import { messageParameters } from './message.ts';
import { participantParameters } from './participant.ts';
import { receiptParameters } from './receipt.ts';
import { snakeCase } from './snake-case.ts';
import type { ParameterTable, WebhookEvent } from './table.ts';
import { userParameters } from './user.ts';
import { asText, type Writer, writers } from './value.ts';

/** What a request says, in order. */
export type WebhookParameters = readonly (readonly [name: string, value: string])[];

/** What a request is made for: something that has happened, or that is about to. */
export interface Occasion {
  readonly event: WebhookEvent;
  readonly accountSid: string;
  readonly serviceSid: string;
  /** As in the log: `API`, `SDK`, `TIMER` or a channel in capitals. */
  readonly source: string;
  /** Who does it: of an SDK's request the identity. */
  readonly actor: string | null;
  /** What the event tells of its subject, and its parents: `conversation_sid`, `attributes`, `date_created`... */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface Step {
  readonly name: string;
  readonly fact: string;
  readonly write: Writer;
}

const steps = stepsOf(
  conversationParameters,
  messageParameters,
  participantParameters,
  userParameters,
  receiptParameters,
);

function stepsOf(...tables: readonly ParameterTable[]): ReadonlyMap<string, readonly Step[]> {
  const found = new Map<string, Step[]>();
  for (const [name, events] of tables.flatMap((table) => Object.entries(table))) {
    const step = { name, fact: snakeCase(name), write: writers[name] ?? asText };
    for (const event of events) found.set(event, [...(found.get(event) ?? []), step]);
  }
  return found;
}

/**
 * The parameters of a request, but for `RetryCount`, which is of the attempt. What has no value has no parameter.
 */
export function parametersOf({
  event,
  accountSid,
  serviceSid,
  source,
  actor,
  facts,
}: Occasion): WebhookParameters {
  const parameters: [name: string, value: string][] = [
    ['EventType', event],
    ['AccountSid', accountSid],
    ['ChatServiceSid', serviceSid],
  ];
  for (const { name, fact, write } of steps.get(event) ?? []) {
    const value = write(facts[fact]);
    if (value !== undefined) parameters.push([name, value]);
  }
  if (source !== 'TIMER') parameters.push(['Source', sourceName(source)]);
  if (source === 'SDK' && actor !== null) parameters.push(['ClientIdentity', actor]);
  return parameters;
}

/** Names that are all capitals stay so; those of the other channels are small on the wire. */
const sourceName = (source: string): string =>
  ['API', 'SDK', 'SMS'].includes(source) ? source : source.toLowerCase();

/** What a record of the log is the occasion of, when a webhook can be told of it. */
export function occasionOf(event: LoggedEvent): Occasion | undefined {
  const name = postActionEvents.find((each) => each === event.name);
  if (name === undefined) return undefined;
  const data: Readonly<Record<string, unknown>> = JSON.parse(event.data);
  return {
    event: name,
    accountSid: event.account_sid,
    serviceSid: event.service_sid,
    source: event.source,
    actor: event.actor,
    facts: { ...data, conversation_sid: event.conversation_sid, user_sid: event.user_sid },
  };
}
