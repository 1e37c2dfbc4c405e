import { ApiError, type ScopedEvent, type ScopedWebhookTarget, type WebhookMethod } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { encodeList, isUnchanged, replaceIfGiven } from '../../rest/row-changes.ts';
import type { ScopedWebhookRow } from './store.ts';

/** Keywords of one trigger, at most. */
const maxTriggers = 5;

/** What a webhook can be given; null removes. What its target has no use for is passed over. */
export interface WebhookSettings {
  readonly url?: string | null | undefined;
  readonly method?: WebhookMethod | null | undefined;
  readonly filters?: readonly ScopedEvent[] | undefined;
  readonly triggers?: readonly string[] | undefined;
  readonly flowSid?: string | null | undefined;
}

/** What a new webhook can be given. */
export interface NewWebhook extends WebhookSettings {
  readonly target: ScopedWebhookTarget;
  readonly replayAfter?: Replay | undefined;
}

/** What a new webhook is to be told of again: messages of its conversation, as that is now. */
interface Replay {
  /** Index of the first message. */
  readonly from: number;
  readonly messageCounter: number;
  readonly eventCounter: number;
}

/** Messages up to here are told again, and events from here on are told as they happen: each of them once. */
function backfillColumns(replay: Replay | undefined) {
  if (replay === undefined) return { live_from: null, backfill_next: null, backfill_end: null };
  const { from, messageCounter, eventCounter } = replay;
  return {
    live_from: eventCounter + 1,
    backfill_next: from < messageCounter ? from : null,
    backfill_end: messageCounter,
  };
}

/** Where a new webhook comes to be. */
export interface CreateContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly sid: string;
}

/** Of a webhook whose maker does not say. */
const defaultMethod: WebhookMethod = 'POST';

export function created(settings: NewWebhook, birth: CreateContext, now: number): ScopedWebhookRow {
  const time = instant(now);
  const bare = {
    service_id: birth.serviceId,
    conversation_sid: birth.conversationSid,
    sid: birth.sid,
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

/** The webhook with what a request changes; the same object when it changes nothing. */
export function updated(before: ScopedWebhookRow, change: WebhookSettings, now: number): ScopedWebhookRow {
  const after = { ...before, ...configured(before, change) };
  return isUnchanged(before, after) ? before : { ...after, date_updated: instant(now) };
}

/** The settings that a webhook's target has a use for, as they were or as they are given. */
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
 * Whether a webhook has all that its target needs.
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
