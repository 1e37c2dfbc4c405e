import type { ParameterTable } from './parameter-table.ts';

const add = ['onConversationAdd'] as const;
const adding = [...add, 'onConversationAdded'] as const;
const removed = ['onConversationRemoved'] as const;
/** Of a conversation that is there: before it is added it has no SID and no dates. */
const present = [
  'onConversationAdded',
  'onConversationUpdate',
  'onConversationUpdated',
  'onConversationRemove',
  ...removed,
] as const;
const all = [...add, ...present] as const;
const state = ['onConversationStateUpdated'] as const;

/** A change of state tells of that alone. */
export const conversationParameters: ParameterTable = {
  ConversationSid: [...present, ...state],
  FriendlyName: all,
  UniqueName: all,
  Attributes: all,
  MessagingServiceSid: [...all, ...state],
  State: all,
  DateCreated: present,
  DateUpdated: present,
  DateRemoved: removed,
  // Of a conversation that somebody's message began.
  'MessagingBinding.ProxyAddress': adding,
  'MessagingBinding.Address': adding,
  'MessagingBinding.ProjectedAddress': adding,
  'MessagingBinding.AuthorAddress': adding,
  MessageBody: add,
  Media: add,
  StateFrom: state,
  StateTo: state,
  StateUpdated: state,
  Reason: state,
};
