import type { Delivery, DeliveryDetails } from './webhooks-api.ts';

/** Escapes control characters in foreign text, so that a terminal does not interpret them. */
export const escapeControls = (text: string): string =>
  text.replace(/\p{C}/gu, (character) =>
    character === '\n' ? '\\n' : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/** Formats `2024-05-01T12:00:00.123Z` as `2024-05-01 12:00:00`. */
const formatDateTime = (stored: string): string => `${stored.slice(0, 10)} ${stored.slice(11, 19)}`;

/** Formats `2024-05-01T12:00:00.123Z` as `12:00:00`. */
export const formatTime = (stored: string): string => stored.slice(11, 19);

/** Aligns rows in columns as wide as their longest cell. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Formats deliveries as a table with a header, one per line. */
export const formatDeliveryTable = (deliveries: readonly Delivery[]): string =>
  formatTable([
    ['DELIVERY', 'TIME (UTC)', 'STATE', 'ATTEMPTS', 'EVENT', 'URL'],
    ...deliveries.map(({ sid, date_created, state, attempt_count, event_name, url }) => [
      sid,
      formatDateTime(date_created),
      state,
      String(attempt_count),
      event_name,
      escapeControls(url ?? '-'),
    ]),
  ]);

const indent = (text: string): string => text.replaceAll(/^/gm, '  ');

/** Formats a delivery with its parameters and attempts. */
export function formatDelivery(delivery: DeliveryDetails): string {
  const summary = formatTable([
    ['Delivery', delivery.sid],
    ['State', delivery.state],
    ['Event', delivery.event_name],
    ['Service', delivery.chat_service_sid],
    ...(delivery.conversation_sid === null ? [] : [['Conversation', delivery.conversation_sid]]),
    ['Target', delivery.target],
    [
      'Request',
      delivery.url === null
        ? 'none: the target is unsupported'
        : `${delivery.method} ${escapeControls(delivery.url)}`,
    ],
    ['Created', `${formatDateTime(delivery.date_created)} UTC`],
  ]);
  const sent = formatTable(
    Object.entries(delivery.parameters).map(([name, value]) => [name, escapeControls(value)]),
  );
  const attempts = delivery.attempts.map(({ number, date, milliseconds, status, error, body }) => {
    const result = status === null ? (error ?? '') : `status ${status}`;
    const line = `${number}. ${formatDateTime(date)} UTC, ${milliseconds} ms: ${escapeControls(result)}`;
    return body
      ? `${line}\n   ${escapeControls(body.length > 200 ? `${body.slice(0, 200)}...` : body)}`
      : line;
  });
  return `${summary}

Parameters
${indent(sent)}

Attempts
${indent(attempts.length === 0 ? 'none yet' : attempts.join('\n'))}`;
}
