import type { PostActionEvent } from '@colloquy/contract';
import type { LoggedEvent } from '../events/event.ts';
import { select } from '../storage/statement.ts';
import type { Reader } from '../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../storage/table.ts';

/** Where an event is to be told of. */
export interface Target {
  /** SID of the account, the service or the webhook that it was configured for. */
  readonly sid: string;
  /** Undefined for a Studio flow, which there is nothing here to start. */
  readonly url: string | undefined;
  readonly method: 'GET' | 'POST';
}

const findGeneral = select(
  'webhook.general',
  { account_sid: text(), service_sid: text() },
  {
    account_url: optional(text()),
    account_method: optional(text()),
    account_filters: optional(text()),
    account_target: optional(text()),
    service_url: optional(text()),
    service_method: optional(text()),
    service_filters: optional(text()),
  },
  () => `SELECT configuration_webhook.post_webhook_url AS account_url,
      configuration_webhook.method AS account_method, configuration_webhook.filters AS account_filters,
      configuration_webhook.target AS account_target, webhook_configuration.post_webhook_url AS service_url,
      webhook_configuration.method AS service_method, webhook_configuration.filters AS service_filters
    FROM account
    LEFT JOIN configuration_webhook ON configuration_webhook.account_sid = account.sid
    LEFT JOIN service ON service.sid = :service_sid
    LEFT JOIN webhook_configuration ON webhook_configuration.service_id = service.id
    WHERE account.sid = :account_sid`,
);

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
    reader.one(findGeneral, { account_sid, service_sid }),
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

function targetsOf(event: LoggedEvent, { general, scoped }: Found): Target[] {
  const targets: Target[] = [];
  if (general?.service_url && includes(general.service_filters, event.name))
    targets.push(target(event.service_sid, general.service_url, general.service_method));
  // Flex routes inside of the hosted service.
  if (
    general?.account_url &&
    general.account_target !== 'flex' &&
    includes(general.account_filters, event.name)
  )
    targets.push(target(event.account_sid, general.account_url, general.account_method));
  for (const webhook of scoped) {
    const wanted = scopedTarget(webhook, event);
    if (wanted !== undefined) targets.push(wanted);
  }
  return targets;
}

/** The same, unless the event was before it. */
const scopedTarget = (webhook: ScopedWebhook, event: LoggedEvent): Target | undefined =>
  (event.number ?? 0) < (webhook.first_event ?? 0) ? undefined : targetOf(webhook, event);

/** A conversation's webhook as a target, if it wants an event of the conversation. */
export function targetOf(
  { sid, target: kind, url, method, filters, triggers }: ScopedWebhook,
  event: LoggedEvent,
): Target | undefined {
  if (kind === 'webhook')
    return url !== null && includes(filters, event.name) ? target(sid, url, method) : undefined;
  if (event.name !== ('onMessageAdded' satisfies PostActionEvent)) return undefined;
  if (kind === 'studio') return { sid, url: undefined, method: 'POST' };
  return url !== null && triggered(triggers, event) ? target(sid, url, method) : undefined;
}

const target = (sid: string, url: string, method: string | null): Target => ({
  sid,
  url,
  method: method === 'GET' ? 'GET' : 'POST',
});

const listOf = (stored: string | null): readonly string[] => (stored === null ? [] : JSON.parse(stored));
const includes = (stored: string | null, name: string): boolean => listOf(stored).includes(name);

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
