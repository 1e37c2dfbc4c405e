import { cleanupJob } from '../resources/conversation/delete-conversation.ts';
import { initializationJob } from '../resources/conversation-with-participants/initialize.ts';
import { membershipJob } from '../resources/user/remove-memberships.ts';
import { select } from '../storage/statement.ts';
import type { Reader } from '../storage/storage.ts';
import { integer, text } from '../storage/table.ts';
import { ErasureError } from './erasure-error.ts';
import type { ErasureService } from './step.ts';

const findServices = select(
  'erasure.services',
  { account_sid: text() },
  { id: integer(), sid: text() },
  () => `SELECT id, sid FROM service
    WHERE account_sid = :account_sid AND date_deleted IS NULL ORDER BY sid`,
);

/** Jobs that still change what objects there are, and deleted services whose objects are still there. */
const countUnfinished = select(
  'erasure.unfinished work',
  { account_sid: text(), kinds: text() },
  { number: integer() },
  ({ jsonArrayElements }) => `SELECT
    (SELECT count(*) FROM job JOIN service ON service.id = job.service_id
      WHERE account_sid = :account_sid AND kind IN (${jsonArrayElements(':kinds')})) +
    (SELECT count(*) FROM service WHERE account_sid = :account_sid AND date_deleted IS NOT NULL) AS number`,
);

const kinds = JSON.stringify([initializationJob, cleanupJob, membershipJob]);

/**
 * The services of an account.
 *
 * @throws ErasureError while objects that have no owner any more wait for their deletion: nothing leads to them.
 */
export async function listServices(reader: Reader, account_sid: string): Promise<readonly ErasureService[]> {
  const unfinished = await reader.one(countUnfinished, { account_sid, kinds });
  if (unfinished !== undefined && unfinished.number > 0)
    throw new ErasureError(
      'The server has not finished creating or deleting some objects. Let it run for a minute, and try again.',
    );
  return reader.all(findServices, { account_sid });
}
