import type { ParameterTable } from './parameter-table.ts';

const updated = ['onParticipantUpdated'] as const;
const removed = ['onParticipantRemoved'] as const;
/** Of a participant who is there: before it is added it has no SID and no dates. */
const present = [
  'onParticipantAdded',
  'onParticipantUpdate',
  ...updated,
  'onParticipantRemove',
  ...removed,
] as const;
const all = ['onParticipantAdd', ...present] as const;

export const participantParameters: ParameterTable = {
  ConversationSid: all,
  ParticipantSid: present,
  DateCreated: present,
  DateUpdated: present,
  DateRemoved: removed,
  Identity: all,
  RoleSid: all,
  Attributes: all,
  'MessagingBinding.ProxyAddress': all,
  'MessagingBinding.Address': all,
  'MessagingBinding.ProjectedAddress': all,
  'MessagingBinding.Type': all,
  LastReadMessageIndex: updated,
};
