import { findHead, type LoggedEvent, readEvents, readEventsBefore } from '../../events/event-log.ts';
import type { Reader } from '../../storage/storage.ts';
import { buildParameters, toPayloadInput, type WebhookParameters } from '../payload/build-parameters.ts';
import type { Target } from '../queue/configured-targets.ts';
import { findTargets } from '../queue/targets.ts';

/** Something that webhooks can be told of, and whether they are. */
export interface LoggedWebhookEvent {
  readonly event: LoggedEvent;
  readonly parameters: WebhookParameters;
  /** SIDs of those who want such an event, by the settings of now. */
  readonly wantedBy: readonly string[];
  /** Why nobody is told; null when somebody is. */
  readonly silent: string | null;
}

export interface WebhookEventFilters {
  /** Only what nobody is told of. */
  readonly silent?: boolean | undefined;
  readonly eventName?: string | undefined;
  readonly conversationSid?: string | undefined;
  readonly serviceSid?: string | undefined;
}

/** Records of the log, which is that of all accounts, that one look goes through; and in all for a page. */
const [batchSize, scanLimit] = [500, 5000];

export interface WebhookEventPage {
  readonly webhookEvents: readonly LoggedWebhookEvent[];
  /** Of the last record that was looked at: what comes later has not been seen. */
  readonly position: number;
  /** Where the next page, of what was before, begins; undefined where the log does. */
  readonly before: number | undefined;
}

/** What has happened after a position, the oldest first. */
export async function listEventsAfter(
  reader: Reader,
  accountSid: string,
  filters: WebhookEventFilters,
  after: number,
): Promise<WebhookEventPage> {
  const events = await readEvents(reader, after, batchSize);
  const webhookEvents = await toWebhookEvents(reader, events, accountSid, filters);
  return { webhookEvents, position: events.at(-1)?.position ?? after, before: undefined };
}

/** What has happened before a position, or until now, the newest first. */
export async function listRecentEvents(
  reader: Reader,
  accountSid: string,
  filters: WebhookEventFilters,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<WebhookEventPage> {
  const head = await reader.one(findHead, {});
  const position = head?.position ?? 0;
  const webhookEvents: LoggedWebhookEvent[] = [];
  let next = before ?? position + 1;
  for (let scanned = 0; scanned < scanLimit; scanned += batchSize) {
    const events = await readEventsBefore(reader, next, batchSize);
    webhookEvents.push(...(await toWebhookEvents(reader, events, accountSid, filters)));
    const last = webhookEvents[limit - 1];
    if (last !== undefined)
      return { webhookEvents: webhookEvents.slice(0, limit), position, before: last.event.position };
    next = events.at(-1)?.position ?? next;
    if (events.length < batchSize) return { webhookEvents, position, before: undefined };
  }
  return { webhookEvents, position, before: next };
}

/** Those of the events that pass, in their order. */
async function toWebhookEvents(
  reader: Reader,
  events: readonly LoggedEvent[],
  accountSid: string,
  filters: WebhookEventFilters,
): Promise<LoggedWebhookEvent[]> {
  const candidates = events.filter((event) => event.account_sid === accountSid && isMatch(event, filters));
  const targets = await findTargets(reader, candidates);
  return candidates
    .flatMap((event) => toLoggedWebhookEvent(event, targets.matching(event)) ?? [])
    .filter(({ silent }) => !filters.silent || silent !== null);
}

function isMatch(
  { name, conversation_sid, service_sid }: LoggedEvent,
  filters: WebhookEventFilters,
): boolean {
  const { eventName = name, conversationSid = conversation_sid, serviceSid = service_sid } = filters;
  return name === eventName && conversation_sid === conversationSid && service_sid === serviceSid;
}

function toLoggedWebhookEvent(
  event: LoggedEvent,
  matchedTargets: readonly Target[],
): LoggedWebhookEvent | undefined {
  const input = toPayloadInput(event);
  if (input === undefined) return undefined;
  const silent =
    event.webhook_enabled === 0
      ? 'the request had no header X-Twilio-Webhook-Enabled: true'
      : matchedTargets.length === 0
        ? `no webhook wants ${event.name}`
        : null;
  return {
    event,
    parameters: buildParameters(input),
    wantedBy: matchedTargets.map(({ sid }) => sid),
    silent,
  };
}
