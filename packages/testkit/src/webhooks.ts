import type { Client } from '@colloquy/client';
import { postActionEvents, type WebhookEvent } from '@colloquy/contract';
import type { CaughtWebhook, WebhookCatcher, WebhookReply, WebhookResponder } from './webhook-catcher.ts';

/** How long {@link Webhooks.next} waits unless it is told otherwise. */
const defaultTimeoutMs = 5000;

/** The webhooks of one account, caught in the process of the test. */
export interface Webhooks {
  /** A URL for webhooks of services and conversations. Those of the account get it from {@link Webhooks.listen}. */
  readonly url: string;
  /** All requests so far, oldest first. */
  readonly caught: readonly CaughtWebhook[];
  /** Makes the account send these events, or every event after a change if none is given. */
  listen(...events: readonly WebhookEvent[]): Promise<void>;
  /**
   * Resolves with the oldest request for an event that no earlier call has returned; waits for it if there is none yet.
   *
   * @param event any event unless given.
   * @throws Error after `timeoutMs` of real time, 5 seconds unless given, with the events that have arrived instead.
   */
  next(event?: WebhookEvent, options?: { readonly timeoutMs?: number }): Promise<CaughtWebhook>;
  /** Replies to all requests from now on. Until it is called, they get 200. */
  respond(responder: WebhookResponder): void;
}

interface Waiting {
  readonly event: WebhookEvent | undefined;
  readonly resolve: (webhook: CaughtWebhook) => void;
}

const fits = (webhook: CaughtWebhook, event: WebhookEvent | undefined): boolean =>
  event === undefined || webhook.event === event;

/** Catches the webhooks of an account. */
export function catchWebhooks(
  catcher: Pick<WebhookCatcher, 'register'>,
  client: Client,
  accountSid: string,
): Webhooks {
  const caught: CaughtWebhook[] = [];
  /** Those that no call of `next` has returned. */
  const unread: CaughtWebhook[] = [];
  const waiting = new Set<Waiting>();
  let respond: WebhookResponder = (): WebhookReply => 200;

  const url = catcher.register(accountSid, async (webhook) => {
    caught.push(webhook);
    const first = [...waiting].find(({ event }) => fits(webhook, event));
    if (first === undefined) unread.push(webhook);
    else {
      waiting.delete(first);
      first.resolve(webhook);
    }
    return respond(webhook);
  });

  return {
    url,
    caught,
    async listen(...events) {
      const filters = events.length === 0 ? postActionEvents : events;
      await client.updateConfigurationWebhook({
        method: 'POST',
        filters,
        preWebhookUrl: url,
        postWebhookUrl: url,
      });
    },
    next(event, { timeoutMs = defaultTimeoutMs } = {}) {
      const index = unread.findIndex((webhook) => fits(webhook, event));
      const [found] = index < 0 ? [] : unread.splice(index, 1);
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve, reject) => {
        const entry = {
          event,
          resolve(webhook: CaughtWebhook) {
            clearTimeout(timer);
            resolve(webhook);
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(entry);
          reject(new Error(describeTimeout(event, timeoutMs, unread)));
        }, timeoutMs);
        waiting.add(entry);
      });
    },
    respond(responder) {
      respond = responder;
    },
  };
}

function describeTimeout(
  event: WebhookEvent | undefined,
  timeoutMs: number,
  unread: readonly CaughtWebhook[],
): string {
  const others = unread.length === 0 ? 'nothing' : unread.map((each) => each.event).join(', ');
  return `No webhook ${event === undefined ? '' : `${event} `}arrived within ${timeoutMs} ms, but ${others}. Changes through the REST API need the header X-Twilio-Webhook-Enabled.`;
}
