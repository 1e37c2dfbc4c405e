import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ConfigError } from '../../config/config-error.ts';
import { buildRequest } from '../../webhooks/http/build-request.ts';
import { toAttemptRecord } from '../../webhooks/http/send-result.ts';
import { Sender } from '../../webhooks/http/sender.ts';
import type { RemoteServer } from '../remote-server.ts';
import { escapeControls, formatTime } from './format.ts';
import { ServerUnreachable, type WebhookEvent, type WebhooksApi } from './webhooks-api.ts';

const pollIntervalMs = 500;

interface ListenOptions {
  readonly api: WebhooksApi;
  readonly server: RemoteServer;
  /** URL that receives the requests of all events, as a webhook would. */
  readonly forwardTo: string | undefined;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Prints events as they happen, until the signal. Events that trigger webhooks are also forwarded to a given URL, in
 * requests that are signed like those of the server.
 */
export async function listen({ api, server, forwardTo, print, signal }: ListenOptions): Promise<void> {
  if (forwardTo !== undefined && !(/^https?:/i.test(forwardTo) && URL.canParse(forwardTo)))
    throw new ConfigError('--forward-to must be an http or https URL.');
  let { position } = (await api.events({ PageSize: '1' })).meta;
  print(
    forwardTo === undefined
      ? `Listening to ${server.baseUrl}. Stop with Ctrl+C.`
      : `Listening to ${server.baseUrl}, forwarding to ${forwardTo}. Stop with Ctrl+C.`,
  );
  // The user has chosen the URL, so private addresses are allowed.
  const sender = new Sender({ allowPrivate: true });
  let isReachable = true;
  try {
    while (!signal.aborted) {
      try {
        const { events, meta } = await api.events({ After: String(position) });
        if (!isReachable) print(`${server.baseUrl} responds again.`);
        isReachable = true;
        for (const event of events) {
          print(formatEvent(event));
          if (forwardTo === undefined || !event.webhook_enabled) continue;
          print(`          ${await forward(sender, event, forwardTo, server.password)}`);
          if (signal.aborted) return;
        }
        // A page that advanced the position may not be the last.
        const hasMore = meta.position !== position;
        position = meta.position;
        if (hasMore) continue;
      } catch (error) {
        if (!(error instanceof ServerUnreachable)) throw error;
        if (isReachable) print(`${error.message} Trying again.`);
        isReachable = false;
      }
      await setTimeout(pollIntervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    await sender.close();
  }
}

function formatEvent({
  date_created,
  event_name,
  conversation_sid,
  wanted_by,
  silent,
}: WebhookEvent): string {
  const result = silent === null ? `sent to ${wanted_by.join(', ')}` : `not sent: ${silent}`;
  return `${formatTime(date_created)}  ${event_name.padEnd(26)}  ${conversation_sid ?? '-'}  ${result}`;
}

async function forward(sender: Sender, event: WebhookEvent, url: string, authToken: string): Promise<string> {
  const parameters = Object.entries(event.parameters);
  const attempt = { authToken, idempotencyToken: randomUUID(), retryCount: 0 };
  const { status, error, durationMs } = toAttemptRecord(
    await sender.send(buildRequest({ url, method: 'POST' }, parameters, attempt)),
  );
  return status === null ? `-> ${escapeControls(error ?? '')}` : `-> ${status} in ${durationMs} ms`;
}
