import { receipt } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { columnNames, insert, removeBy, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { conversationKeyColumns } from '../conversation/store.ts';
import { messageSidSql } from '../message/store.ts';

export const receiptTable = table(
  'delivery_receipt',
  {
    service_id: integer(),
    conversation_sid: text(),
    message_sid: text(),
    sid: text(),
    participant_sid: text(),
    channel_message_sid: text(),
    /** Null until the channel has accepted the message. */
    status: optional(text()),
    error_code: integer(),
    date_created: text(),
    date_updated: text(),
  },
  ['service_id', 'sid'],
);

export type ReceiptRow = RowOf<typeof receiptTable.columns>;

const presentReceipt = presenter(receipt);

export const addReceipt = insert(receiptTable);
export const setStatus = update(receiptTable, ['status', 'error_code', 'date_updated']);
export const removeReceiptsOf = removeBy(receiptTable, ['service_id', 'message_sid']);

const inMessage = { ...conversationKeyColumns, message_sid: text() };
const ofMessage = `service_id = ${serviceIdSql} AND message_sid = ${messageSidSql}`;

export const renderReceipt = select(
  'receipt.render',
  { ...presentation, ...inMessage, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentReceipt.sql(dialect)} AS body FROM delivery_receipt
    WHERE ${ofMessage} AND sid = :sid`,
);

export const pageOfReceipts = pageQuery({
  name: 'receipt.page',
  parameters: { ...presentation, ...inMessage },
  from: ({ indexHint }) => `delivery_receipt${indexHint('delivery_receipt_oldest_first')}`,
  where: ofMessage,
  order: byDate(),
  direction: 'ascending',
  rendered: presentReceipt.sql,
});

/** All receipts of a message. To change one, lock the conversation first. */
export const receiptsOf = select(
  'receipt.of message',
  { service_id: integer(), message_sid: text() },
  receiptTable.columns,
  () => `SELECT ${columnNames(receiptTable)} FROM delivery_receipt
    WHERE service_id = :service_id AND message_sid = :message_sid ORDER BY date_created, sid`,
);

/** The participants that get a message on another channel. */
export const recipientsOf = select(
  'receipt.recipients',
  { service_id: integer(), conversation_sid: text(), author: text() },
  { sid: text(), type: text() },
  () => `SELECT sid, messaging_binding_type AS type FROM participant
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND messaging_binding_address IS NOT NULL AND sid <> :author`,
);

/** The addresses of the recipients. */
export const addressesOf = select(
  'receipt.addresses',
  { service_id: integer(), conversation_sid: text() },
  { sid: text(), type: text(), address: text(), proxy_address: optional(text()) },
  () => `SELECT sid, messaging_binding_type AS type, messaging_binding_address AS address,
      messaging_binding_proxy_address AS proxy_address
    FROM participant WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND messaging_binding_address IS NOT NULL`,
);
