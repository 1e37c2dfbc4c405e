import { created, type NewParticipant, snapshot } from './rules.ts';

/** Where somebody would take part, and the role that is given to who asks for none. */
export interface ParticipantPreviewContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly defaultRoleSid: string;
}

/**
 * What a participant would be, for those who are asked whether it may be added. What comes with its row, its SID, its
 * user and its dates, they are not told.
 *
 * @throws ApiError for addresses that do not go together.
 */
export function previewParticipant(
  { serviceId, conversationSid, defaultRoleSid }: ParticipantPreviewContext,
  settings: NewParticipant,
) {
  const roleSid = settings.roleSid ?? defaultRoleSid;
  const row = created(settings, { serviceId, conversationSid, sid: '', userSid: null, roleSid }, 0);
  return { ...snapshot(row), conversation_sid: conversationSid };
}
