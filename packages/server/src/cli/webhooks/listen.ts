import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ConfigError } from '../../config/config-error.ts';
import { requestTo } from '../../webhooks/request.ts';
import { recordOf } from '../../webhooks/result.ts';
import { Sender } from '../../webhooks/sender.ts';
import type { ServerAt } from '../server-at.ts';
import { type Admin, NoAnswer, type WebhookEvent } from './admin.ts';
import { plain, time } from './print.ts';

/** Milliseconds between two looks. */
const interval = 500;

interface ListenOptions {
  readonly admin: Admin;
  readonly server: ServerAt;
  /** Where requests go, as if it were a webhook that wants every event. */
  readonly forwardTo: string | undefined;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Prints events as they happen, until the signal. A URL to forward to gets the request of each that webhooks may be
 * told of, signed as by the server.
 */
export async function listen({ admin, server, forwardTo, print, signal }: ListenOptions): Promise<void> {
  if (forwardTo !== undefined && !(/^https?:/i.test(forwardTo) && URL.canParse(forwardTo)))
    throw new ConfigError('--forward-to must be an http or https URL.');
  let { position } = (await admin.events({ PageSize: '1' })).meta;
  print(
    forwardTo === undefined
      ? `Listening to ${server.baseUrl}. Stop with Ctrl+C.`
      : `Listening to ${server.baseUrl}, forwarding to ${forwardTo}. Stop with Ctrl+C.`,
  );
  // The address is the listener's own.
  const sender = new Sender({ allowPrivate: true });
  let answers = true;
  try {
    while (!signal.aborted) {
      try {
        const { events, meta } = await admin.events({ After: String(position) });
        if (!answers) print(`${server.baseUrl} answers again.`);
        answers = true;
        for (const event of events) {
          print(lineOf(event));
          if (forwardTo === undefined || !event.webhook_enabled) continue;
          print(`          ${await forward(sender, event, forwardTo, server.password)}`);
          if (signal.aborted) return;
        }
        // More may be waiting, unless there was nothing.
        const more = meta.position !== position;
        position = meta.position;
        if (more) continue;
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        if (answers) print(`${error.message} Trying again.`);
        answers = false;
      }
      await setTimeout(interval, undefined, { signal }).catch(() => {});
    }
  } finally {
    await sender.close();
  }
}

function lineOf({ date_created, event_name, conversation_sid, wanted_by, silent }: WebhookEvent): string {
  const told = silent === null ? `told to ${wanted_by.join(', ')}` : `fired nothing: ${silent}`;
  return `${time(date_created)}  ${event_name.padEnd(26)}  ${conversation_sid ?? '-'}  ${told}`;
}

async function forward(sender: Sender, event: WebhookEvent, url: string, authToken: string): Promise<string> {
  const parameters = Object.entries(event.parameters);
  const attempt = { authToken, idempotencyToken: randomUUID(), retryCount: 0 };
  const { status, error, duration } = recordOf(
    await sender.send(requestTo({ url, method: 'POST' }, parameters, attempt)),
  );
  return status === null ? `-> ${plain(error ?? '')}` : `-> ${status} in ${duration} ms`;
}
