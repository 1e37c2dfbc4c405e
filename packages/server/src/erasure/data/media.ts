import { deleteMediaWithContent } from '../../media/attach-media.ts';
import { mediaTable } from '../../media/store.ts';
import { instant } from '../../platform/instant.ts';
import { select, update } from '../../storage/statement.ts';
import { integer, optional, text } from '../../storage/table.ts';
import type { FindSteps } from '../step.ts';

const mediaPerStep = 100;

const pageOfMedia = select(
  'erasure.media',
  { service_id: integer(), author: text(), after: text(), limit: integer() },
  { sid: text(), conversation_sid: optional(text()) },
  () => `SELECT sid, conversation_sid FROM media
    WHERE service_id = :service_id AND sid > :after AND author = :author
      AND NOT EXISTS (SELECT 1 FROM message WHERE message.service_id = media.service_id
        AND message.sid = media.message_sid AND message.author = :author)
    ORDER BY sid LIMIT :limit`,
);

const setAuthor = update(mediaTable, ['author']);

/**
 * Finds what the person has uploaded and no message has. Files in a message are erased with it; in a message of somebody
 * else they stay, without the name of who uploaded them.
 */
export const findMedia: FindSteps = async function* findMedia({ storage, person, clock }, services) {
  const { identity: author } = person;
  if (author === null) return;
  for (const { id: service_id } of services)
    for (let after = ''; ; ) {
      const key = { service_id, author, after, limit: mediaPerStep };
      const rows = await storage.read((reader) => reader.all(pageOfMedia, key));
      if (rows.length === 0) break;
      yield {
        scopes: rows.map(({ conversation_sid }) => ({ service_id, conversation_sid })),
        found: { media: rows.length },
        async erase(transaction) {
          for (const { sid, conversation_sid } of rows)
            if (conversation_sid === null)
              await deleteMediaWithContent(transaction, service_id, sid, instant(clock.now()));
            else await transaction.update(setAuthor, { service_id, sid, author: null });
          return { media: rows.length };
        },
      };
      after = rows.at(-1)?.sid ?? after;
    }
};
