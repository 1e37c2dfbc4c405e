import type { AttemptRow } from '../queue/attempt-store.ts';
import { type DeliveryRow, type DeliverySummary, parseParameters } from '../queue/delivery-store.ts';
import type { LoggedWebhookEvent } from './logged-webhook-events.ts';

/** A delivery as lists show it. */
export const serializeDelivery = (delivery: DeliverySummary) => ({
  sid: delivery.sid,
  account_sid: delivery.account_sid,
  chat_service_sid: delivery.service_sid,
  conversation_sid: delivery.conversation_sid,
  event_name: delivery.event_name,
  event_position: delivery.event_position,
  target: delivery.target,
  url: delivery.url === '' ? null : maskCredentials(delivery.url),
  method: delivery.method,
  state: delivery.state,
  attempt_count: delivery.attempts,
  date_created: delivery.date_created,
  date_updated: delivery.date_updated,
});

/** A delivery with its parameters and its attempts. */
export const serializeDeliveryDetails = (delivery: DeliveryRow, attempts: readonly AttemptRow[]) => ({
  ...serializeDelivery(delivery),
  parameters: Object.fromEntries(parseParameters(delivery)),
  attempts: attempts.map(({ number, retry_count, date, url, method, duration, status, error, body }) => ({
    number,
    retry_count,
    date,
    url: url === null ? null : maskCredentials(url),
    method,
    milliseconds: duration,
    status,
    error,
    body,
  })),
});

export const serializeWebhookEvent = ({
  event,
  parameters,
  wantedBy,
  refusals,
  notSentReason,
}: LoggedWebhookEvent) => ({
  position: event.position,
  event_name: event.name,
  account_sid: event.account_sid,
  chat_service_sid: event.service_sid,
  conversation_sid: event.conversation_sid,
  source: event.source,
  date_created: event.time,
  webhook_enabled: event.webhook_enabled === 1,
  wanted_by: wantedBy,
  not_wanted_by: refusals,
  silent: notSentReason,
  parameters: Object.fromEntries(parameters),
});

/** Replaces a user name in a URL, and removes the password. */
function maskCredentials(text: string): string {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return text;
  url.username = '***';
  url.password = '';
  return url.href;
}
