import { findHead, type LoggedEvent, readEvents, readEventsBefore } from '../events/event.ts';
import type { Reader } from '../storage/storage.ts';
import { occasionOf, parametersOf, type WebhookParameters } from './parameters/parameters.ts';
import { Targets } from './targets.ts';

/** Something that webhooks can be told of, and whether they are. */
export interface Occurrence {
  readonly event: LoggedEvent;
  readonly parameters: WebhookParameters;
  /** SIDs of those who want such an event, by the settings of now. */
  readonly wantedBy: readonly string[];
  /** Why nobody is told; null when somebody is. */
  readonly silent: string | null;
}

export interface OccurrenceFilters {
  /** Only what nobody is told of. */
  readonly silent?: boolean | undefined;
  readonly eventName?: string | undefined;
  readonly conversationSid?: string | undefined;
  readonly serviceSid?: string | undefined;
}

/** Records of the log, which is that of all accounts, that one look goes through; and in all for a page. */
const [step, reach] = [500, 5000];

export interface OccurrencePage {
  readonly occurrences: readonly Occurrence[];
  /** Of the last record that was looked at: what comes later has not been seen. */
  readonly position: number;
  /** Where the next page, of what was before, begins; undefined where the log does. */
  readonly before: number | undefined;
}

/** What has happened after a position, the oldest first. */
export async function occurrencesAfter(
  reader: Reader,
  accountSid: string,
  filters: OccurrenceFilters,
  after: number,
): Promise<OccurrencePage> {
  const events = await readEvents(reader, after, step);
  const targets = new Targets(reader);
  const found = await Promise.all(events.map((event) => occurrenceOf(targets, accountSid, filters, event)));
  const occurrences = found.flatMap((each) => each ?? []);
  return { occurrences, position: events.at(-1)?.position ?? after, before: undefined };
}

/** What has happened before a position, or until now, the newest first. */
export async function recentOccurrences(
  reader: Reader,
  accountSid: string,
  filters: OccurrenceFilters,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<OccurrencePage> {
  const head = await reader.one(findHead, {});
  const position = head?.position ?? 0;
  const targets = new Targets(reader);
  const occurrences: Occurrence[] = [];
  let next = before ?? position + 1;
  for (let looked = 0; looked < reach; looked += step) {
    const events = await readEventsBefore(reader, next, step);
    for (const event of events) {
      next = event.position;
      const found = await occurrenceOf(targets, accountSid, filters, event);
      if (found === undefined) continue;
      occurrences.push(found);
      if (occurrences.length === limit) return { occurrences, position, before: next };
    }
    if (events.length < step) return { occurrences, position, before: undefined };
  }
  return { occurrences, position, before: next };
}

async function occurrenceOf(
  targets: Targets,
  accountSid: string,
  filters: OccurrenceFilters,
  event: LoggedEvent,
): Promise<Occurrence | undefined> {
  const { account_sid, name, conversation_sid, service_sid, webhook_enabled } = event;
  const { eventName = name, conversationSid = conversation_sid, serviceSid = service_sid } = filters;
  if (account_sid !== accountSid || name !== eventName || conversation_sid !== conversationSid)
    return undefined;
  if (service_sid !== serviceSid) return undefined;
  const occasion = occasionOf(event);
  if (occasion === undefined) return undefined;
  const wanted = await targets.of(event);
  const silent =
    webhook_enabled === 0
      ? 'the request had no header X-Twilio-Webhook-Enabled: true'
      : wanted.length === 0
        ? `no webhook wants ${name}`
        : null;
  if (filters.silent && silent === null) return undefined;
  return { event, parameters: parametersOf(occasion), wantedBy: wanted.map(({ sid }) => sid), silent };
}
