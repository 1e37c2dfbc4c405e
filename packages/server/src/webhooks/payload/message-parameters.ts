import type { ParameterTable } from './parameter-table.ts';

const added = ['onMessageAdded'] as const;
const removed = ['onMessageRemoved'] as const;
const changing = ['onMessageUpdate', 'onMessageUpdated', 'onMessageRemove', ...removed] as const;
/** Of a message that is there: before it is added it has no SID, no index and no date. */
const present = [...added, ...changing] as const;
const all = ['onMessageAdd', ...present] as const;

export const messageParameters: ParameterTable = {
  ConversationSid: all,
  MessageSid: present,
  MessagingServiceSid: added,
  Index: present,
  DateCreated: present,
  DateUpdated: changing,
  DateRemoved: removed,
  Body: all,
  Author: all,
  ParticipantSid: all,
  Attributes: all,
  Media: all,
};
