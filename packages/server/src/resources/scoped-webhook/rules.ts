import { ApiError, type ScopedEvent, type ScopedWebhookTarget, type WebhookMethod } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { encodeList, isUnchanged, replaceIfGiven } from '../../rest/row-changes.ts';
import type { ScopedWebhookRow } from './store.ts';

const maxTriggers = 5;

/** The settings of a webhook; null removes one. Settings that its target does not use are ignored. */
export interface WebhookSettings {
  readonly url?: string | null | undefined;
  readonly method?: WebhookMethod | null | undefined;
  readonly filters?: readonly ScopedEvent[] | undefined;
  readonly triggers?: readonly string[] | undefined;
  readonly flowSid?: string | null | undefined;
}

/** The settings of a new webhook. */
export interface NewWebhook extends WebhookSettings {
  readonly target: ScopedWebhookTarget;
  readonly replayAfter?: BackfillRange | undefined;
}

/** The messages that a new webhook is sent as backfill: those of its conversation as it is now. */
interface BackfillRange {
  /** Index of the first message. */
  readonly from: number;
  readonly messageCounter: number;
  /** Number of the next event. */
  readonly nextEvent: number;
}

/** The backfill ends where live notification begins, so that each message is sent once. */
function backfillColumns(range: BackfillRange | undefined) {
  if (range === undefined) return { live_from: null, backfill_next: null, backfill_end: null };
  const { from, messageCounter, nextEvent } = range;
  return {
    live_from: nextEvent,
    backfill_next: from < messageCounter ? from : null,
    backfill_end: messageCounter,
  };
}

/** Where a webhook is created. */
export interface CreateContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly sid: string;
}

const defaultMethod: WebhookMethod = 'POST';

export function create(settings: NewWebhook, context: CreateContext, now: number): ScopedWebhookRow {
  const time = instant(now);
  const bare = {
    service_id: context.serviceId,
    conversation_sid: context.conversationSid,
    sid: context.sid,
    target: settings.target,
    configuration_url: null,
    configuration_method: defaultMethod,
    configuration_filters: null,
    configuration_triggers: null,
    configuration_flow_sid: null,
    configuration_replay_after: settings.replayAfter?.from ?? null,
    date_created: time,
    date_updated: time,
    ...backfillColumns(settings.replayAfter),
  };
  return { ...bare, ...configured(bare, settings) };
}

/** The webhook after an update; the same object when the update changes nothing. */
export function update(before: ScopedWebhookRow, change: WebhookSettings, now: number): ScopedWebhookRow {
  const after = { ...before, ...configured(before, change) };
  return isUnchanged(before, after) ? before : { ...after, date_updated: instant(now) };
}

/** The settings that the webhook's target uses: as given, or else as they were. */
function configured(row: ScopedWebhookRow, given: WebhookSettings) {
  const { target } = row;
  const requests = target !== 'studio';
  const method = given.method === null ? defaultMethod : given.method;
  return {
    configuration_url: requests ? replaceIfGiven(given.url, row.configuration_url) : null,
    configuration_method: requests ? replaceIfGiven(method, row.configuration_method) : null,
    configuration_filters:
      target === 'webhook' ? replaceIfGiven(encodeList(given.filters), row.configuration_filters) : null,
    configuration_triggers:
      target === 'trigger' ? replaceIfGiven(encodeList(given.triggers), row.configuration_triggers) : null,
    configuration_flow_sid: requests ? null : replaceIfGiven(given.flowSid, row.configuration_flow_sid),
  };
}

/**
 * Asserts that a webhook has everything that its target needs.
 *
 * @throws ApiError 50362, 50367, 50369, 50370, 50371.
 */
export function assertComplete(row: ScopedWebhookRow): void {
  if (row.target === 'studio') {
    if (row.configuration_flow_sid === null) throw new ApiError(50367);
    return;
  }
  if (row.configuration_url === null) throw new ApiError(50369);
  if (row.target === 'webhook') {
    if (count(row.configuration_filters) === 0) throw new ApiError(50370);
    return;
  }
  const triggers = count(row.configuration_triggers);
  if (triggers === 0) throw new ApiError(50371);
  if (triggers > maxTriggers) throw new ApiError(50362);
}

function count(list: string | null): number {
  const values: unknown = JSON.parse(list ?? '[]');
  return Array.isArray(values) ? values.length : 0;
}
