import { ApiError, type EventProperties, type message, type ValuesOf } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { isUnchanged, replaceIfGiven } from '../../rest/row-changes.ts';
import type { MessageRow } from './store.ts';

export type NewMessage = Omit<
  ValuesOf<(typeof message.operations.create)['parameters']>,
  'xTwilioWebhookEnabled'
>;
export type MessageChange = ValuesOf<(typeof message.operations.update)['parameters']>;

/** The author of a message whose request names none. */
export const systemAuthor = 'system';

/** Where a message is created, and what has been looked up for it. */
export interface CreateContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly sid: string;
  readonly index: number;
  readonly participantSid: string | null;
  /** Number of the event that reports it. */
  readonly event: number;
  /** JSON of the media; null without media. */
  readonly media: string | null;
}

/** @throws ApiError 50528 for variables without a template. */
export function assertTemplate({ contentVariables, contentSid }: NewMessage): void {
  if (contentVariables !== undefined && contentSid === undefined) throw new ApiError(50528);
}

/** The client SDK shows no more. */
const maxMedia = 10;

/**
 * The media that a new message names.
 *
 * @throws ApiError 20001 for more than ten.
 */
export function mediaSidsOf({
  mediaSid,
  mediaSids = [],
}: Pick<NewMessage, 'mediaSid' | 'mediaSids'>): string[] {
  const sids = [...new Set(mediaSid === undefined ? mediaSids : [mediaSid, ...mediaSids])];
  if (sids.length > maxMedia) throw new ApiError(20001, `A message has at most ${maxMedia} media`);
  return sids;
}

export function create(settings: NewMessage, context: CreateContext, now: number): MessageRow {
  const time = instant(now);
  const templated = settings.contentSid !== undefined;
  return {
    service_id: context.serviceId,
    conversation_sid: context.conversationSid,
    message_index: context.index,
    sid: context.sid,
    author: settings.author ?? systemAuthor,
    participant_sid: context.participantSid,
    // A template has its own text and media, whatever the request sends; other messages have an empty body by default.
    body: templated ? null : (settings.body ?? ''),
    subject: settings.subject ?? null,
    media: templated ? richContentOf(context.media) : context.media,
    content_sid: settings.contentSid ?? null,
    content_variables: settings.contentVariables ?? null,
    attributes: settings.attributes ?? '{}',
    delivery: null,
    date_created: settings.dateCreated?.toISOString() ?? time,
    date_updated: settings.dateUpdated?.toISOString() ?? settings.dateCreated?.toISOString() ?? time,
    created_event: context.event,
    updated_event: context.event,
  };
}

/** Whether files of a type have the rendered content of a template, which client SDKs read from them. */
export const isRichContent = (contentType: string): boolean =>
  contentType.startsWith('application/x-vnd.com.twilio.rich.');

/** @param media the JSON of the media that a request names. */
function richContentOf(media: string | null): string | null {
  const all = media === null ? [] : (JSON.parse(media) as readonly { readonly content_type: string }[]);
  const rich = all.filter(({ content_type }) => isRichContent(content_type));
  return rich.length === 0 ? null : JSON.stringify(rich);
}

/**
 * The message after an update; the same object when the update changes nothing.
 *
 * @throws ApiError 50509 for the text of a message with media.
 */
export function update(before: MessageRow, change: MessageChange, now: number): MessageRow {
  const body = change.body ?? before.body;
  if (body !== before.body && before.media !== null) throw new ApiError(50509);
  const after = {
    ...before,
    author: change.author ?? before.author,
    body,
    subject: replaceIfGiven(change.subject, before.subject),
    attributes: change.attributes ?? before.attributes,
    date_created: change.dateCreated?.toISOString() ?? before.date_created,
    date_updated: change.dateUpdated?.toISOString() ?? before.date_updated,
  };
  if (isUnchanged(before, after)) return before;
  return change.dateUpdated === undefined ? { ...after, date_updated: instant(now) } : after;
}

/** The properties of a message in its events. */
export const snapshot = (row: MessageRow): EventProperties<'onMessageUpdated'> => ({
  message_sid: row.sid,
  index: row.message_index,
  author: row.author,
  participant_sid: row.participant_sid,
  body: row.body,
  subject: row.subject,
  media: row.media,
  content_sid: row.content_sid,
  content_variables: row.content_variables,
  attributes: row.attributes,
  date_created: row.date_created,
  date_updated: row.date_updated,
});
