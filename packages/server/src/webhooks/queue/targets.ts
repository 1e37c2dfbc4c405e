import type { PostActionEvent } from '@colloquy/contract';
import { decodeEvent } from '../../events/decode-event.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';
import {
  createEventMatcher,
  findConfiguredTargets,
  parseList,
  type Target,
  toHttpTarget,
} from './configured-targets.ts';

/** A webhook of a conversation, as far as it matters here; and what the columns are in the table. */
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

const findScoped = select(
  'webhook.scoped',
  { service_sid: text(), conversations: text() },
  { ...scopedColumns, conversation_sid: text() },
  ({ jsonArrayElements }) => `SELECT ${scopedColumnsSql}, conversation_sid FROM scoped_webhook
    WHERE service_id = (SELECT id FROM service WHERE sid = :service_sid)
      AND conversation_sid IN (${jsonArrayElements(':conversations')})
    ORDER BY date_created, sid`,
);

/** Whom events are to be told to. */
export interface Targets {
  readonly matching: (event: LoggedEvent) => Target[];
  /** Whether one of them has yet to be told of what was before. */
  readonly isBlocked: (event: LoggedEvent) => boolean;
  /** The webhooks of an event's own conversation, whatever they want. */
  readonly scoped: (event: LoggedEvent) => readonly ScopedWebhook[];
}

/** Looks up whom these events are to be told to, each service once. */
export async function findTargets(reader: Reader, events: readonly LoggedEvent[]): Promise<Targets> {
  const found = await Promise.all(
    Map.groupBy(events, formatServiceKey)
      .entries()
      .map(async ([key, ofService]) => [key, await findServiceTargets(reader, ofService)] as const),
  );
  const services = new Map(found);
  const general = (event: LoggedEvent) => services.get(formatServiceKey(event))?.general(event.name) ?? [];
  const scoped = (event: LoggedEvent) =>
    services.get(formatServiceKey(event))?.scoped.get(event.conversation_sid) ?? [];
  return {
    matching: (event) => [
      ...general(event),
      ...scoped(event).flatMap((webhook) => matchLiveEvent(webhook, event) ?? []),
    ],
    isBlocked: (event) =>
      scoped(event).some(
        (webhook) => webhook.backfill_next !== null && matchLiveEvent(webhook, event) !== undefined,
      ),
    scoped,
  };
}

const formatServiceKey = ({ account_sid, service_sid }: LoggedEvent): string =>
  `${account_sid} ${service_sid}`;

/** @param events of one service. */
async function findServiceTargets(reader: Reader, events: readonly LoggedEvent[]) {
  const [{ account_sid, service_sid } = { account_sid: '', service_sid: '' }] = events;
  const conversations = new Set(events.flatMap(({ conversation_sid }) => conversation_sid ?? []));
  const [general, scoped] = await Promise.all([
    findConfiguredTargets(reader, 'post', account_sid, service_sid),
    conversations.size === 0
      ? []
      : reader.all(findScoped, { service_sid, conversations: JSON.stringify([...conversations]) }),
  ]);
  const ofConversation: ReadonlyMap<string | null, typeof scoped> = Map.groupBy(
    scoped,
    ({ conversation_sid }) => conversation_sid,
  );
  return { general, scoped: ofConversation };
}

/** A conversation's webhook as a target, if it wants an event that was not before it. */
const matchLiveEvent = (webhook: ScopedWebhook, event: LoggedEvent): Target | undefined =>
  (event.number ?? 0) < (webhook.live_from ?? 0) ? undefined : matchScopedTarget(webhook, event);

/** A conversation's webhook as a target, if it wants an event of the conversation. */
export function matchScopedTarget(
  { sid, target: kind, url, method, filters, triggers }: ScopedWebhook,
  event: LoggedEvent,
): Target | undefined {
  if (kind === 'webhook') return createEventMatcher(sid, { url, method, filters })(event.name)[0];
  if (event.name !== ('onMessageAdded' satisfies PostActionEvent)) return undefined;
  if (kind === 'studio') return { sid, url: undefined, method: 'POST' };
  return url !== null && hasKeyword(triggers, event) ? toHttpTarget(sid, url, method) : undefined;
}

/** Whether a message has one of the keywords, as a word of its own, in any letter case. */
function hasKeyword(keywords: string | null, event: LoggedEvent): boolean {
  const body = decodeEvent(event, 'onMessageAdded')?.properties.body;
  if (body === null || body === undefined) return false;
  const text = body.toLowerCase();
  return parseList(keywords).some((keyword) => hasWord(text, keyword.toLowerCase()));
}

const wordCharacter = /[\p{L}\p{N}_]/u;

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' '];
    if (!wordCharacter.test(before) && !wordCharacter.test(after)) return true;
  }
  return false;
}
