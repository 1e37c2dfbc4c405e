import { cascadeFromService } from '../rest/cascade-delete.ts';
import { insert, remove, select, update } from '../storage/statement.ts';
import type { Transaction } from '../storage/storage.ts';
import { integer, optional, table, text } from '../storage/table.ts';

/**
 * When each conversation was last active. It is not in the documents, because PostgreSQL would index all terms of a
 * conversation again with every message.
 */
const activityTable = table(
  'conversation_activity',
  { service_id: integer(), conversation_sid: text(), date_activity: text() },
  ['service_id', 'conversation_sid'],
);

const addActivity = insert(activityTable);
const setActivity = update(activityTable, ['date_activity']);
export const removeActivity = remove(activityTable);

/** The keys of any activities. */
export const findSomeActivities = select(
  'conversation_activity.some',
  { limit: integer() },
  { service_id: integer(), conversation_sid: text() },
  () => 'SELECT service_id, conversation_sid FROM conversation_activity LIMIT :limit',
);

/** Deletes what is kept of the conversations of a deleted service. */
export const activityCascade = cascadeFromService(activityTable);

/** The date of the newest message of conversations, or of their last change if they have none. */
const findActivities = select(
  'conversation_activity.now',
  { service_id: integer(), sids: text() },
  { conversation_sid: text(), date_activity: text(), known: optional(text()) },
  ({ jsonArrayElements, indexHint }) => `SELECT conversation.sid AS conversation_sid,
      coalesce((SELECT message.date_created FROM message${indexHint('message_in_order')}
        WHERE message.service_id = conversation.service_id AND message.conversation_sid = conversation.sid
        ORDER BY message_index DESC LIMIT 1), conversation.date_updated) AS date_activity,
      (SELECT date_activity FROM conversation_activity AS activity
        WHERE activity.service_id = conversation.service_id AND activity.conversation_sid = conversation.sid) AS known
    FROM conversation
    WHERE service_id = :service_id AND sid IN (${jsonArrayElements(':sids')})`,
);

/** Notes when conversations were last active, as their rows are now. */
export async function noteActivity(
  transaction: Transaction,
  service_id: number,
  sids: readonly string[],
): Promise<void> {
  const rows = await transaction.all(findActivities, { service_id, sids: JSON.stringify(sids) });
  const found = new Set(rows.map(({ conversation_sid }) => conversation_sid));
  await Promise.all([
    ...rows.map(async ({ known, ...row }) => {
      if (known === null) await transaction.insert(addActivity, { service_id, ...row });
      else if (known !== row.date_activity) await transaction.update(setActivity, { service_id, ...row });
    }),
    ...sids
      .filter((sid) => !found.has(sid))
      .map((conversation_sid) => transaction.remove(removeActivity, { service_id, conversation_sid })),
  ]);
}

/** The conversations of a service whose activity is known, by their SIDs, in order, after one of them. */
export const findActivitySids = select(
  'conversation_activity.sids',
  { service_id: integer(), after: text(), limit: integer() },
  { sid: text() },
  () => `SELECT conversation_sid AS sid FROM conversation_activity
    WHERE service_id = :service_id AND conversation_sid > :after ORDER BY conversation_sid LIMIT :limit`,
);

/** When conversations of a service were last active, the last one first, after one of them. */
export const findActivityPage = select(
  'conversation_activity.page',
  { service_id: integer(), before_date: text(), before_sid: text(), limit: integer() },
  { conversation_sid: text(), date_activity: text() },
  () => `SELECT conversation_sid, date_activity FROM conversation_activity
    WHERE service_id = :service_id AND (date_activity, conversation_sid) < (:before_date, :before_sid)
    ORDER BY date_activity DESC, conversation_sid DESC LIMIT :limit`,
);

/** What the list shows of the conversations that a JSON list of SIDs names. */
export const findListedConversations = select(
  'conversation_activity.conversations',
  { service_id: integer(), sids: text() },
  {
    sid: text(),
    friendly_name: optional(text()),
    unique_name: optional(text()),
    state: text(),
    date_created: text(),
    date_updated: text(),
  },
  ({ jsonArrayElements }) => `SELECT sid, friendly_name, unique_name, state, date_created, date_updated
    FROM conversation WHERE service_id = :service_id AND sid IN (${jsonArrayElements(':sids')})`,
);
