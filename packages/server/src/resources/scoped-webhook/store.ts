import { scopedWebhook } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { childKey, conversationKeyColumns, conversationSidSql } from '../conversation/store.ts';

export const scopedWebhookTable = table(
  'scoped_webhook',
  {
    service_id: integer(),
    conversation_sid: text(),
    sid: text(),
    target: text(),
    /** Of a webhook and a trigger. */
    configuration_url: optional(text()),
    configuration_method: optional(text()),
    /** JSON lists: a webhook's events, a trigger's keywords. */
    configuration_filters: optional(text()),
    configuration_triggers: optional(text()),
    /** Of a Studio flow. */
    configuration_flow_sid: optional(text()),
    /** Index of the first message of the backfill. */
    configuration_replay_after: optional(integer()),
    date_created: text(),
    date_updated: text(),
    /** Number of the first event of the conversation that is sent live; null for all. */
    live_from: optional(integer()),
    /** Index of the next message of the backfill, and of the first one after it. */
    backfill_next: optional(integer()),
    backfill_end: optional(integer()),
  },
  ['service_id', 'sid'],
);

export type ScopedWebhookRow = RowOf<typeof scopedWebhookTable.columns>;

export const presentScopedWebhook = presenter(scopedWebhook);

export const addScopedWebhook = insert(scopedWebhookTable);
export const removeScopedWebhook = remove(scopedWebhookTable);
export const setScopedWebhook = update(scopedWebhookTable, [
  'configuration_url',
  'configuration_method',
  'configuration_filters',
  'configuration_triggers',
  'configuration_flow_sid',
  'date_updated',
]);

export const setBackfill = update(scopedWebhookTable, ['backfill_next']);

export const renderScopedWebhook = select(
  'scoped_webhook.render',
  { ...presentation, ...conversationKeyColumns, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentScopedWebhook.sql(dialect)} AS body FROM scoped_webhook
    WHERE service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql} AND sid = :sid`,
);

/** The webhook of a conversation that is locked. Only `backfill_next` changes without that lock, in the backfill. */
export const findScopedWebhook = select(
  'scoped_webhook.find',
  childKey,
  scopedWebhookTable.columns,
  () => `SELECT ${columnNames(scopedWebhookTable)} FROM scoped_webhook
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND sid = :sid`,
);

/** The number of webhooks of a conversation. */
export const countScopedWebhooks = select(
  'scoped_webhook.count',
  { service_id: integer(), conversation_sid: text() },
  { count: integer() },
  () => `SELECT count(*) AS count FROM scoped_webhook
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid`,
);

export const pageOfScopedWebhooks = pageQuery({
  name: 'scoped_webhook.page',
  parameters: { ...presentation, ...conversationKeyColumns },
  from: ({ indexHint }) => `scoped_webhook${indexHint('scoped_webhook_oldest_first')}`,
  where: `service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql}`,
  order: byDate(),
  direction: 'ascending',
  rendered: presentScopedWebhook.sql,
});
