import type { LoggedEvent } from '../../events/event-log.ts';
import { type ConfiguredWebhook, parseList } from './configured-targets.ts';
import { matchScopedTarget, type ScopedWebhook } from './scoped-targets.ts';

/** Why a webhook does not get an event. */
type RefusalReason = 'filters' | 'no_url' | 'keywords' | 'older_than_webhook';

/** A webhook that does not get an event, by the SID of its target. */
export interface Refusal {
  readonly target: string;
  readonly reason: RefusalReason;
}

/** Explains why the webhook of a service or of an account does not get an event; undefined if it is not set up at all. */
export function explainConfigured(
  { sid, url, filters }: ConfiguredWebhook,
  event: LoggedEvent,
): Refusal | undefined {
  const hasUrl = url !== null && url !== '';
  if (!parseList(filters).includes(event.name))
    return hasUrl ? { target: sid, reason: 'filters' } : undefined;
  return hasUrl ? undefined : { target: sid, reason: 'no_url' };
}

/** Explains why the webhook of a conversation does not get an event; undefined if it does. */
export function explainScoped(webhook: ScopedWebhook, event: LoggedEvent): Refusal | undefined {
  const { sid: target, target: kind, url, filters } = webhook;
  if (matchScopedTarget(webhook, event) !== undefined)
    return (event.number ?? 0) < (webhook.live_from ?? 0)
      ? { target, reason: 'older_than_webhook' }
      : undefined;
  const isListed =
    kind === 'webhook' ? parseList(filters).includes(event.name) : event.name === 'onMessageAdded';
  if (!isListed) return { target, reason: 'filters' };
  return { target, reason: url === null || url === '' ? 'no_url' : 'keywords' };
}
