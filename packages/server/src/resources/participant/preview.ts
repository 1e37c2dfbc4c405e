import { create, type NewParticipant, snapshot } from './rules.ts';

/** Where a participant would be added, and the role of one whose request names none. */
export interface ParticipantPreviewContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly defaultRoleSid: string;
}

/**
 * What a participant would be, for pre-action webhooks. The preview has no SID, no user and no dates of its own: they
 * come with the row.
 *
 * @throws ApiError for addresses that do not match.
 */
export function previewParticipant(
  { serviceId, conversationSid, defaultRoleSid }: ParticipantPreviewContext,
  settings: NewParticipant,
) {
  const roleSid = settings.roleSid ?? defaultRoleSid;
  const row = create(settings, { serviceId, conversationSid, sid: '', roleSid }, 0);
  return { ...snapshot({ ...row, user_sid: null }), conversation_sid: conversationSid };
}
