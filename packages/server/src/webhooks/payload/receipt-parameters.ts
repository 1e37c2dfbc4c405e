import type { ParameterTable } from './parameter-table.ts';

const updated = ['onDeliveryUpdated'] as const;

export const receiptParameters: ParameterTable = {
  ConversationSid: updated,
  MessageSid: updated,
  DeliveryReceiptSid: updated,
  ChannelMessageSid: updated,
  ParticipantSid: updated,
  Status: updated,
  ErrorCode: updated,
  DateCreated: updated,
  DateUpdated: updated,
};
