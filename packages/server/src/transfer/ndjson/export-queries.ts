import { type Select, select } from '../../storage/statement.ts';
import { integer, optional, text } from '../../storage/table.ts';
import { selectWithinBytes } from '../../storage/within-bytes.ts';
import {
  conversationKind,
  mediaKind,
  messageKind,
  participantKind,
  receiptKind,
  webhookKind,
} from '../records/conversation-kinds.ts';
import { type KindName, kindOf } from '../records/kinds.ts';
import type { RecordKind } from '../records/record-kind.ts';
import { serviceKind } from '../records/service-kinds.ts';

const columnsOf = ({ table }: RecordKind, prefix = ''): string =>
  Object.keys(table.columns)
    .map((name) => prefix + name)
    .join(', ');

/** The services of an account. */
export const findServices = select(
  'export.services',
  { account_sid: text(), sid: optional(text()) },
  { id: integer(), ...serviceKind.table.columns },
  () => `SELECT id, ${columnsOf(kindOf('services'))} FROM service
    WHERE account_sid = :account_sid AND date_deleted IS NULL
      AND (CAST(:sid AS TEXT) IS NULL OR sid = :sid) ORDER BY sid`,
);

/** The owner is an account by its SID, or a service by its id as text. */
const pageParameters = { owner: text(), after: text(), limit: integer() } as const;

/** The rows of an owner after a SID; of a singleton, its row. */
const pageOf = (name: KindName): Select<typeof pageParameters> => {
  const kind = kindOf(name);
  const { table, owner, isSingleton } = kind;
  return select(
    `export.${name}`,
    pageParameters,
    table.columns,
    () =>
      `SELECT ${columnsOf(kind)} FROM ${table.name}
        WHERE ${owner} = ${owner === 'service_id' ? 'CAST(:owner AS BIGINT)' : ':owner'}` +
      (isSingleton ? '' : ' AND sid > :after ORDER BY sid LIMIT :limit'),
  );
};

export const ownerPages = {
  account: pageOf('account'),
  account_webhooks: pageOf('account_webhooks'),
  api_keys: pageOf('api_keys'),
  credentials: pageOf('credentials'),
  addresses: pageOf('addresses'),
  roles: pageOf('roles'),
  service_webhooks: pageOf('service_webhooks'),
  notifications: pageOf('notifications'),
  users: pageOf('users'),
  bindings: pageOf('bindings'),
} as const;

/** The participants of a conversation that meet a condition. */
const hasParticipant = (condition: string): string => `EXISTS (SELECT 1 FROM participant
  WHERE participant.service_id = conversation.service_id AND participant.conversation_sid = conversation.sid
    AND ${condition})`;

/** The selected conversations of a service after a SID. */
export const pageOfConversations = select(
  'export.conversations',
  {
    service_id: integer(),
    after: text(),
    limit: integer(),
    conversation: optional(text()),
    identity: optional(text()),
    address: optional(text()),
  },
  conversationKind.table.columns,
  () => `SELECT ${columnsOf(kindOf('conversations'))} FROM conversation
    WHERE service_id = :service_id AND sid > :after
      AND (CAST(:conversation AS TEXT) IS NULL OR sid = :conversation)
      AND (CAST(:identity AS TEXT) IS NULL OR ${hasParticipant('identity = :identity')})
      AND (CAST(:address AS TEXT) IS NULL
        OR ${hasParticipant('(address_key = :address OR messaging_binding_projected_address = :address)')})
    ORDER BY sid LIMIT :limit`,
);

const inConversation = { service_id: integer(), conversation_sid: text() };

export const participantsOf = select(
  'export.participants',
  inConversation,
  participantKind.table.columns,
  () => `SELECT ${columnsOf(kindOf('participants'))} FROM participant
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid ORDER BY sid`,
);

export const webhooksOf = select(
  'export.webhooks',
  inConversation,
  webhookKind.table.columns,
  () => `SELECT ${columnsOf(kindOf('webhooks'))} FROM scoped_webhook
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid ORDER BY sid`,
);

export const pageOfMessages = selectWithinBytes({
  name: 'export.messages',
  parameters: { ...inConversation, after: integer() },
  row: messageKind.table.columns,
  from: 'message',
  where: 'service_id = :service_id AND conversation_sid = :conversation_sid AND message_index > :after',
  key: 'message_index',
  direction: 'ascending',
  longColumns: ['body', 'content_variables', 'attributes', 'media'],
});

/** The receipts of messages in a JSON list. */
export const receiptsOfMessages = select(
  'export.receipts',
  { service_id: integer(), message_sids: text() },
  receiptKind.table.columns,
  ({ jsonArrayElements }) => `SELECT ${columnsOf(kindOf('receipts'))} FROM delivery_receipt
    WHERE service_id = :service_id AND message_sid IN (${jsonArrayElements(':message_sids')}) ORDER BY sid`,
);

/** The media of messages in a JSON list. */
export const mediaOfMessages = select(
  'export.media',
  { ...inConversation, message_sids: text() },
  mediaKind.table.columns,
  ({
    jsonArrayElements,
    indexHint,
  }) => `SELECT ${columnsOf(kindOf('media'))} FROM media${indexHint('media_of_message')}
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND message_sid IS NOT NULL
      AND message_sid IN (${jsonArrayElements(':message_sids')}) ORDER BY sid`,
);
