import type { StreamedEvent } from '../../api/event-stream.ts';

/** What the log shows; a part of its address. */
export interface EventFilters {
  readonly search?: string | undefined;
}

/** Reads the filters of an address; what is malformed is left out. */
export function parseEventFilters(search: Readonly<Record<string, unknown>>): EventFilters {
  // The router turns a search for digits into a number.
  const text = ['string', 'number'].includes(typeof search['search']) ? String(search['search']).trim() : '';
  return text === '' ? {} : { search: text };
}

/** Whether an event has a text in its type, its source or its data, in any letter case. */
export const matchesFilter = ({ type, source, data }: StreamedEvent, search: string): boolean =>
  search === '' || `${type} ${source} ${JSON.stringify(data)}`.toLowerCase().includes(search.toLowerCase());

/** The name of an event, such as `onMessageAdded`, or its type if it has no name. */
export const nameOf = ({ type, data }: StreamedEvent): string => readText(data, 'event_type') ?? type;

/** The SID of the object that an event is about. */
export const subjectOf = ({ source, data }: StreamedEvent): string =>
  readText(data, 'message_sid') ??
  readText(data, 'participant_sid') ??
  readText(data, 'conversation_sid') ??
  readText(data, 'user_sid') ??
  source;

function readText(data: unknown, key: string): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const value = (data as Readonly<Record<string, unknown>>)[key]; // Any object can be read by names.
  return typeof value === 'string' ? value : undefined;
}
