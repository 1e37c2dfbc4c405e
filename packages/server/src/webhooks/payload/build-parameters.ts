import { hasSource, isPostActionEvent, type WebhookEvent, webhookFields } from '@colloquy/contract';
import { decodeProperties } from '../../events/decode-event.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { formatValue } from './format-value.ts';

/** The parameters of a request in their order. */
export type WebhookParameters = readonly (readonly [name: string, value: string])[];

/** The event that a request reports, or the change that it asks about. */
export interface PayloadInput {
  readonly event: WebhookEvent;
  readonly accountSid: string;
  readonly serviceSid: string;
  /** As in the log: `API`, `SDK`, `TIMER` or a channel in capitals. */
  readonly source: string;
  /** As in the log; for a client SDK the identity of its user. */
  readonly actor: string | null;
  /** The properties of the event and the SID of its subject, by their names in the log. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Builds the parameters of a request, except `RetryCount`, which differs between attempts. A field without a value has
 * no parameter.
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
  for (const { name, property, format } of webhookFields[event]) {
    const value = formatValue(fields[property], format);
    if (value !== undefined) parameters.push([name, value]);
  }
  if (source !== 'TIMER' && hasSource(event)) parameters.push(['Source', source]);
  if (source === 'SDK' && actor !== null) parameters.push(['ClientIdentity', actor]);
  return parameters;
}

/** Builds the parameters for a record of the log; undefined for an event that is not sent to webhooks. */
export function buildEventParameters(event: LoggedEvent): WebhookParameters | undefined {
  if (!isPostActionEvent(event.name)) return undefined;
  const { conversation_sid, user_sid } = event;
  return buildParameters({
    event: event.name,
    accountSid: event.account_sid,
    serviceSid: event.service_sid,
    source: event.source,
    actor: event.actor,
    fields: { ...decodeProperties(event), conversation_sid, user_sid },
  });
}
