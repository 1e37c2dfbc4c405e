import {
  accountKind,
  accountWebhooksKind,
  addressKind,
  apiKeyKind,
  credentialKind,
} from './account-kinds.ts';
import {
  conversationKind,
  mediaKind,
  messageKind,
  participantKind,
  receiptKind,
  webhookKind,
} from './conversation-kinds.ts';
import type { RecordKind, RecordValues } from './record-kind.ts';
import {
  bindingKind,
  notificationKind,
  roleKind,
  serviceKind,
  serviceWebhooksKind,
  userKind,
} from './service-kinds.ts';

/** All kinds, each after those that its objects refer to. */
const kinds = {
  services: serviceKind,
  roles: roleKind,
  service_webhooks: serviceWebhooksKind,
  notifications: notificationKind,
  account: accountKind,
  account_webhooks: accountWebhooksKind,
  api_keys: apiKeyKind,
  credentials: credentialKind,
  addresses: addressKind,
  users: userKind,
  bindings: bindingKind,
  conversations: conversationKind,
  participants: participantKind,
  media: mediaKind,
  messages: messageKind,
  receipts: receiptKind,
  webhooks: webhookKind,
} as const;

export type KindName = keyof typeof kinds;

// Object.keys() widens the names to any string.
export const kindNames = Object.keys(kinds) as readonly KindName[];

/** A kind for code that treats all kinds alike: the types of its columns are checked with each record. */
export const kindOf = (name: KindName): RecordKind => kinds[name] as unknown as RecordKind;

/** An object to be imported. */
export interface TransferRecord {
  readonly kind: KindName;
  /** SID of the service that it belongs to; undefined for what belongs to the account. */
  readonly serviceSid?: string;
  readonly values: RecordValues;
}
