import type { PostActionEvent } from '@colloquy/contract';
import type { LoggedEvent } from '../events/event.ts';
import { select } from '../storage/statement.ts';
import type { Reader } from '../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../storage/table.ts';
import { configuredTargets, listOf, type Target, targetAt, wanted } from './configured.ts';

/** A webhook of a conversation, as far as it matters here; and what the columns are in the table. */
export const scopedColumns = {
  service_id: integer(),
  sid: text(),
  target: text(),
  url: optional(text()),
  method: optional(text()),
  filters: optional(text()),
  triggers: optional(text()),
  first_event: optional(integer()),
  history_next: optional(integer()),
};
export const scopedColumnsText = `scoped_webhook.service_id, scoped_webhook.sid, target, configuration_url AS url,
  configuration_method AS method, configuration_filters AS filters, configuration_triggers AS triggers,
  first_event, history_next`;

export type ScopedWebhook = RowOf<typeof scopedColumns>;

const findScoped = select(
  'webhook.scoped',
  { service_sid: text(), conversation_sid: text() },
  scopedColumns,
  () => `SELECT ${scopedColumnsText} FROM scoped_webhook
    WHERE service_id = (SELECT id FROM service WHERE sid = :service_sid) AND conversation_sid = :conversation_sid
    ORDER BY date_created, sid`,
);

type Found = Awaited<ReturnType<typeof look>>;

async function look(reader: Reader, { account_sid, service_sid, conversation_sid }: LoggedEvent) {
  const [general, scoped] = await Promise.all([
    configuredTargets(reader, 'post', account_sid, service_sid),
    conversation_sid === null ? [] : reader.all(findScoped, { service_sid, conversation_sid }),
  ]);
  return { general, scoped };
}

/** Finds whom events are to be told to; asks once for each conversation. */
export class Targets {
  readonly #reader: Reader;
  readonly #found = new Map<string, Promise<Found>>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  async of(event: LoggedEvent): Promise<Target[]> {
    return targetsOf(event, await this.#look(event));
  }

  /** Whether one of them has yet to be told of what was before. */
  async wait(event: LoggedEvent): Promise<boolean> {
    return (await this.scoped(event)).some(
      (webhook) => webhook.history_next !== null && scopedTarget(webhook, event) !== undefined,
    );
  }

  /** The webhooks of an event's own conversation, whatever they want. */
  async scoped(event: LoggedEvent): Promise<readonly ScopedWebhook[]> {
    return (await this.#look(event)).scoped;
  }

  #look(event: LoggedEvent): Promise<Found> {
    const key = `${event.service_sid} ${event.conversation_sid}`;
    const found = this.#found.get(key) ?? look(this.#reader, event);
    this.#found.set(key, found);
    return found;
  }
}

const targetsOf = (event: LoggedEvent, { general, scoped }: Found): Target[] => [
  ...general(event.name),
  ...scoped.flatMap((webhook) => scopedTarget(webhook, event) ?? []),
];

/** The same, unless the event was before it. */
const scopedTarget = (webhook: ScopedWebhook, event: LoggedEvent): Target | undefined =>
  (event.number ?? 0) < (webhook.first_event ?? 0) ? undefined : targetOf(webhook, event);

/** A conversation's webhook as a target, if it wants an event of the conversation. */
export function targetOf(
  { sid, target: kind, url, method, filters, triggers }: ScopedWebhook,
  event: LoggedEvent,
): Target | undefined {
  if (kind === 'webhook') return wanted(sid, { url, method, filters }, event.name)[0];
  if (event.name !== ('onMessageAdded' satisfies PostActionEvent)) return undefined;
  if (kind === 'studio') return { sid, url: undefined, method: 'POST' };
  return url !== null && triggered(triggers, event) ? targetAt(sid, url, method) : undefined;
}

/** Whether a message has one of the keywords, as a word of its own, in any letter case. */
export function triggered(keywords: string | null, { data }: LoggedEvent): boolean {
  const { body }: { readonly body?: string | null } = JSON.parse(data);
  if (body === null || body === undefined) return false;
  const text = body.toLowerCase();
  return listOf(keywords).some((keyword) => hasWord(text, keyword.toLowerCase()));
}

const letter = /[\p{L}\p{N}_]/u;

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' '];
    if (!letter.test(before) && !letter.test(after)) return true;
  }
  return false;
}
