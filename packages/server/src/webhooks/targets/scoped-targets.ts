import type { PostActionEvent } from '@colloquy/contract';
import { decodeEvent } from '../../events/decode-event.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { select } from '../../storage/statement.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';
import { createEventMatcher, parseList, type Target, toHttpTarget } from './configured-targets.ts';

/** The columns of a conversation's webhook that matching needs, and their expressions. */
export const scopedColumns = {
  service_id: integer(),
  sid: text(),
  target: text(),
  url: optional(text()),
  method: optional(text()),
  filters: optional(text()),
  triggers: optional(text()),
  live_from: optional(integer()),
  backfill_next: optional(integer()),
};
export const scopedColumnsSql = `scoped_webhook.service_id, scoped_webhook.sid, target, configuration_url AS url,
  configuration_method AS method, configuration_filters AS filters, configuration_triggers AS triggers,
  live_from, backfill_next`;

export type ScopedWebhook = RowOf<typeof scopedColumns>;

/** The webhooks of a service's conversations; `conversations` is a JSON array of SIDs. */
export const findScopedWebhooks = select(
  'webhook.scoped',
  { service_sid: text(), conversations: text() },
  { ...scopedColumns, conversation_sid: text() },
  ({ jsonArrayElements }) => `SELECT ${scopedColumnsSql}, conversation_sid FROM scoped_webhook
    WHERE service_id = (SELECT id FROM service WHERE sid = :service_sid)
      AND conversation_sid IN (${jsonArrayElements(':conversations')})
    ORDER BY date_created, sid`,
);

/** The target of a webhook for an event of its conversation; undefined if it does not want the event. */
export function matchScopedTarget(
  { sid, target: kind, url, method, filters, triggers }: ScopedWebhook,
  event: LoggedEvent,
): Target | undefined {
  if (kind === 'webhook') return createEventMatcher(sid, { url, method, filters })(event.name)[0];
  if (event.name !== ('onMessageAdded' satisfies PostActionEvent)) return undefined;
  if (kind === 'studio') return { sid, url: undefined, method: 'POST' };
  return url !== null && hasKeyword(triggers, event) ? toHttpTarget(sid, url, method) : undefined;
}

/** The same, except that events older than the webhook do not match: a backfill covers those. */
export const matchLiveEvent = (webhook: ScopedWebhook, event: LoggedEvent): Target | undefined =>
  (event.number ?? 0) < (webhook.live_from ?? 0) ? undefined : matchScopedTarget(webhook, event);

/** Whether the body of a new message contains one of the keywords, in any letter case and also inside a word. */
function hasKeyword(keywords: string | null, event: LoggedEvent): boolean {
  const body = decodeEvent(event, 'onMessageAdded')?.properties.body;
  if (body === null || body === undefined) return false;
  const text = body.toLowerCase();
  return parseList(keywords).some((keyword) => text.includes(keyword.toLowerCase()));
}
