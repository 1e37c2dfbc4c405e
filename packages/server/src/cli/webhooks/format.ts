import type { Delivery, DeliveryDetails } from './webhooks-api.ts';

/** Text of others for a terminal, which must not obey it. */
export const escapeControls = (text: string): string =>
  text.replace(/\p{C}/gu, (character) =>
    character === '\n' ? '\\n' : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/** `2024-05-01T12:00:00.123Z` without what nobody reads. */
const formatDateTime = (stored: string): string => `${stored.slice(0, 10)} ${stored.slice(11, 19)}`;

/** Time of a day. */
export const formatTime = (stored: string): string => stored.slice(11, 19);

/** Rows in columns that are as wide as they have to be. */
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

/** Deliveries, one a line, below their heads. */
export const formatDeliveryTable = (deliveries: readonly Delivery[]): string =>
  formatTable([
    ['DELIVERY', 'TIME (UTC)', 'STATE', 'TRIES', 'EVENT', 'URL'],
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

/** All about one. */
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
        ? 'none: it is only stored'
        : `${delivery.method} ${escapeControls(delivery.url)}`,
    ],
    ['Made', `${formatDateTime(delivery.date_created)} UTC`],
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
