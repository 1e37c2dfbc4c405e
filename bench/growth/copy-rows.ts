/** Copies of messages and memberships. */

import { copiedModelSidSql, copySql, numbers, runBulkCopy } from '../targets/bulk-copy.ts';

/** Turns the only message of a conversation into the first of `count`, which differ only in SID and index. */
export async function copyMessage(
  databaseUrl: string,
  conversationSid: string,
  count: number,
): Promise<void> {
  await runBulkCopy(databaseUrl, async (bulk) => {
    await bulk.run(
      await copySql(bulk, 'message', `model.conversation_sid = '${conversationSid}'`, numbers(count - 1), {
        sid: copiedModelSidSql,
        message_index: 'copy.number',
        created_event: 'model.created_event + copy.number',
        updated_event: 'model.updated_event + copy.number',
      }),
    );
    await bulk.run(`UPDATE conversation SET message_counter = ${count},
      event_counter = event_counter + ${count - 1} WHERE sid = '${conversationSid}'`);
  });
}

/** Adds the participant of one conversation with an identity to `count` conversations, the newest of the service. */
export async function copyMembership(databaseUrl: string, identity: string, count: number): Promise<void> {
  const isMember = `model.identity = '${identity}'`;
  const others = `SELECT conversation.sid,
      row_number() OVER (ORDER BY conversation.date_created DESC, conversation.sid DESC) AS number
    FROM conversation JOIN participant AS model ON ${isMember}
      AND model.service_id = conversation.service_id AND model.conversation_sid <> conversation.sid
    ORDER BY conversation.date_created DESC, conversation.sid DESC LIMIT ${count - 1}`;
  await runBulkCopy(databaseUrl, async (bulk) => {
    await bulk.run(
      await copySql(bulk, 'participant', isMember, others, {
        sid: copiedModelSidSql,
        conversation_sid: 'copy.sid',
      }),
    );
    await bulk.run(`UPDATE conversation SET participant_counter = (SELECT count(*) FROM participant
        WHERE participant.service_id = conversation.service_id AND conversation_sid = conversation.sid)
      WHERE sid IN (SELECT conversation_sid FROM participant AS model WHERE ${isMember})`);
  });
}
