import { postActionEvents } from '@colloquy/contract';
import type { LoggedEvent } from '../../events/event-log.ts';
import { conversationParameters } from './conversation-parameters.ts';
import { messageParameters } from './message-parameters.ts';
import type { ParameterTable, WebhookEvent } from './parameter-table.ts';
import { participantParameters } from './participant-parameters.ts';
import { receiptParameters } from './receipt-parameters.ts';
import { toSnakeCase } from './snake-case.ts';
import { userParameters } from './user-parameters.ts';
import { toText, type ValueWriter, valueWriters } from './value-writers.ts';

/** What a request says, in order. */
export type WebhookParameters = readonly (readonly [name: string, value: string])[];

/** What a request is made for: something that has happened, or that is about to. */
export interface PayloadInput {
  readonly event: WebhookEvent;
  readonly accountSid: string;
  readonly serviceSid: string;
  /** As in the log: `API`, `SDK`, `TIMER` or a channel in capitals. */
  readonly source: string;
  /** Who does it: of an SDK's request the identity. */
  readonly actor: string | null;
  /** What the event tells of its subject, and its parents: `conversation_sid`, `attributes`, `date_created`... */
  readonly fields: Readonly<Record<string, unknown>>;
}

interface PayloadParameter {
  readonly name: string;
  readonly field: string;
  readonly write: ValueWriter;
}

const parametersByEvent = groupByEvent(
  conversationParameters,
  messageParameters,
  participantParameters,
  userParameters,
  receiptParameters,
);

function groupByEvent(
  ...tables: readonly ParameterTable[]
): ReadonlyMap<string, readonly PayloadParameter[]> {
  const found = new Map<string, PayloadParameter[]>();
  for (const [name, events] of tables.flatMap((table) => Object.entries(table))) {
    const payloadParameter = { name, field: toSnakeCase(name), write: valueWriters[name] ?? toText };
    for (const event of events) found.set(event, [...(found.get(event) ?? []), payloadParameter]);
  }
  return found;
}

/**
 * The parameters of a request, but for `RetryCount`, which is of the attempt. What has no value has no parameter.
 */
export function buildParameters({
  event,
  accountSid,
  serviceSid,
  source,
  actor,
  fields,
}: PayloadInput): WebhookParameters {
  const parameters: [name: string, value: string][] = [
    ['EventType', event],
    ['AccountSid', accountSid],
    ['ChatServiceSid', serviceSid],
  ];
  for (const { name, field, write } of parametersByEvent.get(event) ?? []) {
    const value = write(fields[field]);
    if (value !== undefined) parameters.push([name, value]);
  }
  if (source !== 'TIMER') parameters.push(['Source', formatSource(source)]);
  if (source === 'SDK' && actor !== null) parameters.push(['ClientIdentity', actor]);
  return parameters;
}

/** Names that are all capitals stay so; those of the other channels are small on the wire. */
const formatSource = (source: string): string =>
  ['API', 'SDK', 'SMS'].includes(source) ? source : source.toLowerCase();

/** What a record of the log is the occasion of, when a webhook can be told of it. */
export function toPayloadInput(event: LoggedEvent): PayloadInput | undefined {
  const name = postActionEvents.find((each) => each === event.name);
  if (name === undefined) return undefined;
  const data: Readonly<Record<string, unknown>> = JSON.parse(event.data);
  return {
    event: name,
    accountSid: event.account_sid,
    serviceSid: event.service_sid,
    source: event.source,
    actor: event.actor,
    fields: { ...data, conversation_sid: event.conversation_sid, user_sid: event.user_sid },
  };
}
