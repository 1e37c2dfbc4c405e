/** Messages with texts, and what the index has to do with them. */

import { progressLine } from '../progress.ts';
import { copiedModelSidSql, copySql, runBulkCopy } from '../targets/bulk-copy.ts';
import { createText, Sequence } from './vocabulary.ts';

const messagesPerStatement = 1000;
/** When the first message was created; the others follow, one per second. */
const firstDate = Date.UTC(1990, 0, 1);

/**
 * Adds `count` messages with different texts to some conversations in turn, as copies of the only message of one of them,
 * and makes the server build the index of its account when it starts.
 */
export async function fillMessages(
  databaseUrl: string,
  modelConversation: string,
  conversations: readonly string[],
  count: number,
): Promise<void> {
  const sequence = new Sequence(2);
  await runBulkCopy(databaseUrl, async (bulk) => {
    for (let first = 1; first <= count; first += messagesPerStatement) {
      const length = Math.min(messagesPerStatement, count - first + 1);
      const values = Array.from({ length }, (_, index) => {
        const number = first + index;
        const conversation = conversations[number % conversations.length] ?? modelConversation;
        const date = new Date(firstDate + number * 1000).toISOString();
        return `(${number}, '${createText(sequence)}', '${conversation}', '${date}')`;
      });
      const each = `SELECT column1 AS number, column2 AS body, column3 AS conversation_sid, column4 AS date
        FROM (VALUES ${values.join(', ')}) AS listed`;
      await bulk.run(
        await copySql(
          bulk,
          'message',
          `model.conversation_sid = '${modelConversation}' AND model.message_index = 0`,
          each,
          {
            sid: copiedModelSidSql,
            conversation_sid: 'copy.conversation_sid',
            message_index: '1000 + copy.number',
            body: 'copy.body',
            date_created: 'copy.date',
            date_updated: 'copy.date',
          },
        ),
      );
      progressLine(`filling: ${(first + length - 1).toLocaleString('en')} messages`);
    }
    await bulk.run('DELETE FROM search_build');
  });
}

/** PostgreSQL plans a search by the frequency of its words, which it counts some time after the index was built. */
export const collectStatistics = (databaseUrl: string): Promise<void> =>
  runBulkCopy(databaseUrl, async () => {});
