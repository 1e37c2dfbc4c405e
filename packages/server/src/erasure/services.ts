import { setTimeout } from 'node:timers/promises';
import { cleanupJob } from '../resources/conversation/delete-conversation.ts';
import { initializationJob } from '../resources/conversation-with-participants/initialize.ts';
import { membershipJob } from '../resources/user/remove-memberships.ts';
import { select } from '../storage/statement.ts';
import { integer, text } from '../storage/table.ts';
import { ErasureError } from './erasure-error.ts';
import type { ErasureContext, ErasureService } from './step.ts';

const findServices = select(
  'erasure.services',
  { account_sid: text() },
  { id: integer(), sid: text() },
  // A deleted service that is held has events and deliveries, which the hold still covers.
  () => `SELECT id, sid FROM service WHERE account_sid = :account_sid AND date_deleted IS NULL
    UNION SELECT service_id AS id, service_sid AS sid FROM legal_hold WHERE account_sid = :account_sid
    ORDER BY sid`,
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

/** Running servers finish such work within moments; without one, nothing would change. */
const [maxAttempts, attemptDelayMs] = [20, 500];

/**
 * The services of an account, as soon as no objects without an owner wait for their deletion: nothing leads to those.
 *
 * @throws ErasureError if some still do.
 */
export async function listServices({
  storage,
  accountSid: account_sid,
}: Pick<ErasureContext, 'storage' | 'accountSid'>): Promise<readonly ErasureService[]> {
  for (let attempt = 1; ; attempt++) {
    const unfinished = await storage.read((reader) => reader.one(countUnfinished, { account_sid, kinds }));
    if (unfinished?.number === 0) return storage.read((reader) => reader.all(findServices, { account_sid }));
    if (storage.exclusive || attempt === maxAttempts)
      throw new ErasureError(
        'The server has not finished creating or deleting some objects. Let it run for a minute, and try again.',
      );
    await setTimeout(attemptDelayMs);
  }
}
