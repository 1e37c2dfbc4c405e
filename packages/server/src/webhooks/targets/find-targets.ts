import type { LoggedEvent } from '../../events/event-log.ts';
import type { Reader } from '../../storage/storage.ts';
import { createMatcher, findConfiguredWebhooks, type Target } from './configured-targets.ts';
import { explainConfigured, explainScoped, type Refusal } from './refusal-reason.ts';
import { findScopedWebhooks, matchLiveEvent, type ScopedWebhook } from './scoped-targets.ts';

/** Finds the targets of events, from webhooks that are loaded already. */
interface Targets {
  /** The targets that want an event: the service's, the account's, then those of its conversation. */
  readonly match: (event: LoggedEvent) => Target[];
  /** The webhooks that do not get an event, and why. */
  readonly explain: (event: LoggedEvent) => Refusal[];
  /** Whether a webhook that wants the event has a pending backfill, which comes first. */
  readonly isBlocked: (event: LoggedEvent) => boolean;
  /** The webhooks of an event's conversation, whether or not they want it. */
  readonly findScoped: (event: LoggedEvent) => readonly ScopedWebhook[];
}

/** Loads the webhooks that may want these events. */
export async function findTargets(reader: Reader, events: readonly LoggedEvent[]): Promise<Targets> {
  const found = await Promise.all(
    Map.groupBy(events, formatServiceKey)
      .entries()
      .map(async ([key, ofService]) => [key, await findServiceTargets(reader, ofService)] as const),
  );
  const services = new Map(found);
  const findConfigured = (event: LoggedEvent) =>
    services.get(formatServiceKey(event))?.matchConfigured(event.name) ?? [];
  const findScoped = (event: LoggedEvent) =>
    services.get(formatServiceKey(event))?.scoped.get(event.conversation_sid) ?? [];
  return {
    match: (event) => [
      ...findConfigured(event),
      ...findScoped(event).flatMap((webhook) => matchLiveEvent(webhook, event) ?? []),
    ],
    explain: (event) => [
      ...(services.get(formatServiceKey(event))?.configured ?? []).flatMap(
        (webhook) => explainConfigured(webhook, event) ?? [],
      ),
      ...findScoped(event).flatMap((webhook) => explainScoped(webhook, event) ?? []),
    ],
    isBlocked: (event) =>
      findScoped(event).some(
        (webhook) => webhook.backfill_next !== null && matchLiveEvent(webhook, event) !== undefined,
      ),
    findScoped,
  };
}

const formatServiceKey = ({ account_sid, service_sid }: LoggedEvent): string =>
  `${account_sid} ${service_sid}`;

/** @param events events of one service. */
async function findServiceTargets(reader: Reader, events: readonly LoggedEvent[]) {
  const [{ account_sid, service_sid } = { account_sid: '', service_sid: '' }] = events;
  const conversations = new Set(events.flatMap(({ conversation_sid }) => conversation_sid ?? []));
  const [configured, scoped] = await Promise.all([
    findConfiguredWebhooks(reader, 'post', account_sid, service_sid),
    conversations.size === 0
      ? []
      : reader.all(findScopedWebhooks, { service_sid, conversations: JSON.stringify([...conversations]) }),
  ]);
  const ofConversation: ReadonlyMap<string | null, typeof scoped> = Map.groupBy(
    scoped,
    ({ conversation_sid }) => conversation_sid,
  );
  return { configured, matchConfigured: createMatcher(configured), scoped: ofConversation };
}
