import { findHead, type LoggedEvent, readEvents, readEventsBefore } from '../events/event.ts';
import type { Reader } from '../storage/storage.ts';
import type { Target } from './configured.ts';
import { occasionOf, parametersOf, type WebhookParameters } from './parameters/parameters.ts';
import { targetsOf } from './targets.ts';

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
  const occurrences = await occurrencesIn(reader, events, accountSid, filters);
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
  const occurrences: Occurrence[] = [];
  let next = before ?? position + 1;
  for (let looked = 0; looked < reach; looked += step) {
    const events = await readEventsBefore(reader, next, step);
    occurrences.push(...(await occurrencesIn(reader, events, accountSid, filters)));
    const last = occurrences[limit - 1];
    if (last !== undefined)
      return { occurrences: occurrences.slice(0, limit), position, before: last.event.position };
    next = events.at(-1)?.position ?? next;
    if (events.length < step) return { occurrences, position, before: undefined };
  }
  return { occurrences, position, before: next };
}

/** Those of the events that pass, in their order. */
async function occurrencesIn(
  reader: Reader,
  events: readonly LoggedEvent[],
  accountSid: string,
  filters: OccurrenceFilters,
): Promise<Occurrence[]> {
  const passing = events.filter((event) => event.account_sid === accountSid && passes(event, filters));
  const targets = await targetsOf(reader, passing);
  return passing
    .flatMap((event) => occurrenceOf(event, targets.of(event)) ?? [])
    .filter(({ silent }) => !filters.silent || silent !== null);
}

function passes({ name, conversation_sid, service_sid }: LoggedEvent, filters: OccurrenceFilters): boolean {
  const { eventName = name, conversationSid = conversation_sid, serviceSid = service_sid } = filters;
  return name === eventName && conversation_sid === conversationSid && service_sid === serviceSid;
}

function occurrenceOf(event: LoggedEvent, wanted: readonly Target[]): Occurrence | undefined {
  const occasion = occasionOf(event);
  if (occasion === undefined) return undefined;
  const silent =
    event.webhook_enabled === 0
      ? 'the request had no header X-Twilio-Webhook-Enabled: true'
      : wanted.length === 0
        ? `no webhook wants ${event.name}`
        : null;
  return { event, parameters: parametersOf(occasion), wantedBy: wanted.map(({ sid }) => sid), silent };
}
