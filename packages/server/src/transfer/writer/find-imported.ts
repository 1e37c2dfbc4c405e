import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { text } from '../../storage/table.ts';

// The services come first, because only they have an index that leads to a conversation.
const findConversations = select(
  'transfer.conversations of account',
  { account_sid: text(), sids: text() },
  { sid: text() },
  ({ jsonArrayElements }) => `SELECT conversation.sid FROM service CROSS JOIN conversation
    WHERE service.account_sid = :account_sid AND service.date_deleted IS NULL
      AND conversation.service_id = service.id AND conversation.sid IN (${jsonArrayElements(':sids')})`,
);

const chunkSize = 1000;

/** Which of some conversations an account of the target has. */
export async function findImported(
  reader: Reader,
  accountSid: string,
  conversationSids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const sids = [...conversationSids];
  const found = new Set<string>();
  for (let start = 0; start < sids.length; start += chunkSize) {
    const chunk = JSON.stringify(sids.slice(start, start + chunkSize));
    for (const { sid } of await reader.all(findConversations, { account_sid: accountSid, sids: chunk }))
      found.add(sid);
  }
  return found;
}
