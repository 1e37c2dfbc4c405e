import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { escapeControls, listWebhookEvents, type PostActionEvent, quote } from '@colloquy/contract';
import { UsageError } from '../../config/config-error.ts';
import { buildRequest } from '../../webhooks/http/build-request.ts';
import { toAttemptRecord } from '../../webhooks/http/send-result.ts';
import { Sender } from '../../webhooks/http/sender.ts';
import { toApiJson } from '../api-json.ts';
import { type CallServer, ServerUnreachable } from '../connection/call-server.ts';
import type { RemoteServer } from '../connection/remote-server.ts';
import type { Output } from '../terminal/output.ts';
import { formatEvent, type WebhookEvent } from './format-event.ts';

const pollIntervalMs = 500;

interface ListenOptions {
  readonly call: CallServer;
  readonly server: RemoteServer;
  /** Only these; all if empty. */
  readonly events: readonly PostActionEvent[];
  /** URL that receives the requests of all events, as a webhook would. */
  readonly forwardTo: string | undefined;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/**
 * Prints events as they happen, until the signal. Events that trigger webhooks are also forwarded to a given URL, in
 * requests that are signed like those of the server.
 */
export async function listen({
  call,
  server,
  events,
  forwardTo,
  output,
  signal,
}: ListenOptions): Promise<void> {
  if (forwardTo !== undefined && !(/^https?:/i.test(forwardTo) && URL.canParse(forwardTo)))
    throw new UsageError(
      `--forward-to must be an http or https URL${forwardTo.includes('@') ? '' : `, not ${quote(forwardTo)}`}.`,
    );
  let { position } = (await call((client) => client.pageWebhookEvents({ pageSize: 1 }))).meta;
  output.note(
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
        const after = position;
        const { items, meta } = await call((client) => client.pageWebhookEvents({ after }));
        if (!isReachable) output.note(`${server.baseUrl} responds again.`);
        isReachable = true;
        for (const event of items) {
          if (events.length > 0 && !events.includes(event.eventName)) continue;
          output.record(toApiJson(listWebhookEvents.reply.item.properties, event), formatEvent(event));
          if (forwardTo === undefined || !event.webhookEnabled) continue;
          output.note(`          ${await forward(sender, event, forwardTo, server.password)}`);
          if (signal.aborted) return;
        }
        // A page that advanced the position may not be the last.
        const hasMore = meta.position !== position;
        position = meta.position;
        if (hasMore) continue;
      } catch (error) {
        if (!(error instanceof ServerUnreachable)) throw error;
        if (isReachable) output.note(`${error.message} Trying again.`);
        isReachable = false;
      }
      await setTimeout(pollIntervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    await sender.close();
  }
}

async function forward(sender: Sender, event: WebhookEvent, url: string, authToken: string): Promise<string> {
  const parameters = Object.entries(event.parameters);
  const attempt = { accountSid: event.accountSid, authToken, idempotencyToken: randomUUID(), retryCount: 0 };
  const { status, error, durationMs } = toAttemptRecord(
    await sender.send(buildRequest({ url, method: 'POST' }, parameters, attempt)),
  );
  return status === null ? `-> ${escapeControls(error ?? '')}` : `-> ${status} in ${durationMs} ms`;
}
