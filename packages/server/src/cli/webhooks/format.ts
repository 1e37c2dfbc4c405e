import type { Client } from '@colloquy/client';
import { escapeControls } from '@colloquy/contract';
import { formatTable } from '../terminal/format-table.ts';

/** A delivery in the server's lists. */
export type Delivery = Awaited<ReturnType<Client['listWebhookDeliveries']>>[number];

/** A single delivery with its parameters and attempts. */
type DeliveryDetails = Awaited<ReturnType<Client['fetchWebhookDelivery']>>;

/** Formats `2024-05-01T12:00:00.123Z` as `2024-05-01 12:00:00`. */
const formatDateTime = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ');

/** Formats `2024-05-01T12:00:00.123Z` as `12:00:00`. */
export const formatTime = (date: Date): string => date.toISOString().slice(11, 19);

/** Formats deliveries as a table with a header, one per line. */
export const formatDeliveryTable = (deliveries: readonly Omit<Delivery, 'lastAttempt'>[]): string =>
  formatTable([
    ['DELIVERY', 'TIME (UTC)', 'STATE', 'ATTEMPTS', 'EVENT', 'URL'],
    ...deliveries.map(({ sid, dateCreated, state, attemptCount, eventName, url }) => [
      sid,
      formatDateTime(dateCreated),
      state,
      String(attemptCount),
      eventName,
      escapeControls(url ?? '-'),
    ]),
  ]);

const indent = (text: string): string => text.replaceAll(/^/gm, '  ');

/** Formats a delivery with its parameters and attempts. */
export function formatDelivery(delivery: DeliveryDetails): string {
  const summary = formatTable([
    ['Delivery', delivery.sid],
    ['State', delivery.state],
    ['Event', delivery.eventName],
    // A pre-action request precedes its event, which has no position yet.
    ...(delivery.eventPosition === 0 ? [] : [['Position', String(delivery.eventPosition)]]),
    ['Account', delivery.accountSid],
    ['Service', delivery.chatServiceSid],
    ...(delivery.conversationSid === null ? [] : [['Conversation', delivery.conversationSid]]),
    ['Target', delivery.target],
    [
      'Request',
      delivery.url === null
        ? 'none: the target is unsupported'
        : `${delivery.method} ${escapeControls(delivery.url)}`,
    ],
    ['Attempts', String(delivery.attemptCount)],
    ['Created', `${formatDateTime(delivery.dateCreated)} UTC`],
    ['Updated', `${formatDateTime(delivery.dateUpdated)} UTC`],
  ]);
  const sent = formatTable(
    Object.entries(delivery.parameters).map(([name, value]) => [name, escapeControls(value)]),
  );
  const attempts = delivery.attempts.map(formatAttempt);
  return `${summary}

Parameters
${indent(sent)}

Attempts
${indent(attempts.length === 0 ? 'none yet' : attempts.join('\n'))}`;
}

/** Formats an attempt. Its URL can differ from that of the delivery, which a replay can change. */
function formatAttempt({
  number,
  retryCount,
  date,
  url,
  method,
  milliseconds,
  status,
  error,
  body,
}: DeliveryDetails['attempts'][number]): string {
  const result = status === null ? (error ?? '') : `status ${status}`;
  const request = url === null ? [] : [`   ${method} ${escapeControls(url)}, RetryCount=${retryCount}`];
  const excerpt = body ? [`   ${escapeControls(body.length > 200 ? `${body.slice(0, 200)}...` : body)}`] : [];
  return [
    `${number}. ${formatDateTime(date)} UTC, ${milliseconds} ms: ${escapeControls(result)}`,
    ...request,
    ...excerpt,
  ].join('\n');
}
