import {
  type EventBatch,
  findHead,
  type LoggedEvent,
  readEventsAfter,
  readEventsBefore,
} from '../../events/event-log.ts';
import { LongReplyError, maxShortReplyLength } from '../../rest/long-replies.ts';
import type { Reader } from '../../storage/storage.ts';
import { maxReadBytes } from '../../storage/within-bytes.ts';
import { buildEventParameters, type WebhookParameters } from '../payload/build-parameters.ts';
import type { Target } from '../targets/configured-targets.ts';
import { findTargets } from '../targets/find-targets.ts';
import type { Refusal } from '../targets/refusal-reason.ts';

/** An event of the log that can be sent to webhooks, and whether it is. */
export interface LoggedWebhookEvent {
  readonly event: LoggedEvent;
  readonly parameters: WebhookParameters;
  /** SIDs of the targets that want the event according to the current configuration. */
  readonly wantedBy: readonly string[];
  /** The webhooks that do not want it, and why. */
  readonly refusals: readonly Refusal[];
  /** Why the event is sent to no target; null if it is sent. */
  readonly notSentReason: string | null;
}

export interface WebhookEventFilters {
  /** Only events that are sent to no target. */
  readonly onlyNotSent?: boolean | undefined;
  readonly eventName?: string | undefined;
  readonly conversationSid?: string | undefined;
  readonly serviceSid?: string | undefined;
}

/** Records of the log, including those of other accounts, that one statement reads, and that one page scans. */
const [batchSize, scanLimit] = [500, 5000];

interface WebhookEventPage {
  readonly webhookEvents: readonly LoggedWebhookEvent[];
  /** Position of the last record that was scanned; the next `After`. */
  readonly position: number;
  /** The next page has the events before this position; undefined at the beginning of the log. */
  readonly before: number | undefined;
}

interface ListRange {
  readonly before: number | undefined;
  readonly limit: number;
  readonly mayBeLong: boolean;
}

/**
 * Lists the events after a position, oldest first.
 *
 * @throws LongReplyError for a page that is not short, unless `mayBeLong`.
 */
export async function listEventsAfter(
  reader: Reader,
  accountSid: string,
  filters: WebhookEventFilters,
  after: number,
  mayBeLong: boolean,
): Promise<WebhookEventPage> {
  const maxBytes = mayBeLong ? maxReadBytes : maxShortReplyLength;
  const batch = await readEventsAfter(reader, after, batchSize, maxBytes);
  const { events } = batch;
  if (!mayBeLong && isCutShort(batch)) throw new LongReplyError();
  const webhookEvents = await toWebhookEvents(reader, events, accountSid, filters);
  return { webhookEvents, position: events.at(-1)?.position ?? after, before: undefined };
}

/**
 * Lists the events before a position, by default the newest ones, newest first. A page ends by bytes, too.
 *
 * @throws LongReplyError for a page that is not short, unless `mayBeLong`.
 */
export async function listRecentEvents(
  reader: Reader,
  accountSid: string,
  filters: WebhookEventFilters,
  { before, limit, mayBeLong }: ListRange,
): Promise<WebhookEventPage> {
  const head = await reader.one(findHead, {});
  const position = head?.position ?? 0;
  const webhookEvents: LoggedWebhookEvent[] = [];
  let next = before ?? position + 1;
  const maxBytes = mayBeLong ? maxReadBytes : maxShortReplyLength;
  for (let [scanned, bytes] = [0, 0]; scanned < scanLimit && bytes < maxBytes; ) {
    const batch = await readEventsBefore(reader, next, batchSize, maxBytes - bytes);
    const { events } = batch;
    if (!mayBeLong && isCutShort(batch)) throw new LongReplyError();
    const found = await toWebhookEvents(reader, events, accountSid, filters);
    for (const { event } of found) bytes += Buffer.byteLength(event.properties);
    webhookEvents.push(...found);
    scanned += events.length;
    const last = webhookEvents[limit - 1];
    if (last !== undefined)
      return { webhookEvents: webhookEvents.slice(0, limit), position, before: last.event.position };
    next = events.at(-1)?.position ?? next;
    if (!batch.mayHaveMore) return { webhookEvents, position, before: undefined };
  }
  return { webhookEvents, position, before: next };
}

/** Whether a read has ended because of the length of its events. */
const isCutShort = ({ events, mayHaveMore }: EventBatch): boolean => mayHaveMore && events.length < batchSize;

/** Keeps the events of the account that pass the filters, in their order. */
async function toWebhookEvents(
  reader: Reader,
  events: readonly LoggedEvent[],
  accountSid: string,
  filters: WebhookEventFilters,
): Promise<LoggedWebhookEvent[]> {
  const candidates = events.filter((event) => event.account_sid === accountSid && isMatch(event, filters));
  const targets = await findTargets(reader, candidates);
  return candidates
    .flatMap((event) => toLoggedWebhookEvent(event, targets.match(event), targets.explain(event)) ?? [])
    .filter(({ notSentReason }) => !filters.onlyNotSent || notSentReason !== null);
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
  refusals: readonly Refusal[],
): LoggedWebhookEvent | undefined {
  const parameters = buildEventParameters(event);
  if (parameters === undefined) return undefined;
  const notSentReason = findNotSentReason(event, matchedTargets);
  return { event, parameters, wantedBy: matchedTargets.map(({ sid }) => sid), refusals, notSentReason };
}

function findNotSentReason(event: LoggedEvent, matchedTargets: readonly Target[]): string | null {
  if (event.source === 'IMPORT') return 'an import wrote it';
  // Every request has an actor.
  if (event.webhook_enabled === 0 && event.actor === null) return 'background work wrote it';
  if (event.webhook_enabled === 0) return 'the request had no header X-Twilio-Webhook-Enabled: true';
  return matchedTargets.length === 0 ? `no webhook wants ${event.name}` : null;
}
