import type { Client } from '@colloquy/client';
import { escapeControls } from '@colloquy/contract';
import { formatTime } from './format.ts';

/** An event that webhooks can be notified of. */
export type WebhookEvent = Awaited<ReturnType<Client['listWebhookEvents']>>[number];

/** What a line shows of a body. */
const maxExcerptLength = 60;

/** Formats an event on one line: when, what, where, who wrote what, and the webhooks that get it. */
export function formatEvent(event: WebhookEvent): string {
  const { dateCreated, eventName, conversationSid, wantedBy, silent } = event;
  const result = silent === null ? `sent to ${wantedBy.join(', ')}` : `not sent: ${silent}`;
  return [
    formatTime(dateCreated),
    eventName.padEnd(26),
    conversationSid ?? '-',
    ...describeContent(event.parameters),
    result,
  ].join('  ');
}

function describeContent(parameters: WebhookEvent['parameters']): string[] {
  const { Author: author, Body: body } = parameters;
  const subject = author ?? parameters['Identity'];
  const text = body === undefined ? '' : `"${excerptOf(body)}"`;
  if (subject === undefined) return text === '' ? [] : [text];
  return [[escapeControls(subject), text].filter((part) => part !== '').join(': ')];
}

/** The beginning of a text, on one line. */
function excerptOf(text: string): string {
  const line = escapeControls(text.replaceAll(/\s+/g, ' '));
  const letters = [...line];
  return letters.length > maxExcerptLength ? `${letters.slice(0, maxExcerptLength - 1).join('')}…` : line;
}
