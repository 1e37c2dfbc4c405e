import { hashRequest } from '../../rest/idempotency/key.ts';
import { deleteKey } from '../../rest/idempotency/store.ts';
import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { contains } from '../person.ts';
import type { FindSteps } from '../step.ts';

const keysPerStep = 100;

const pageOfKeys = select(
  'erasure.idempotency_keys',
  { account_sid: text(), after: text(), limit: integer() },
  { account_sid: text(), key: text(), date_created: text(), result: text() },
  () => `SELECT account_sid, key, date_created, result FROM idempotency_key
    WHERE account_sid = :account_sid AND key > :after ORDER BY key LIMIT :limit`,
);

/** Finds stored results that have the person's data, and those of the person's own requests. */
export const findIdempotencyKeys: FindSteps = async function* findIdempotencyKeys(context, services) {
  const { storage, person, accountSid } = context;
  const { identity } = person;
  const ownKeys = services.map(({ sid }) => (identity === null ? '' : `\n${hashRequest([sid, identity])}`));
  const isOwn = (key: string) => ownKeys.some((suffix) => suffix !== '' && key.endsWith(suffix));
  for (let after = ''; ; ) {
    const page = { account_sid: accountSid, after, limit: keysPerStep };
    const rows = await storage.read((reader) => reader.all(pageOfKeys, page));
    const found = rows.filter(({ key, result }) => isOwn(key) || contains(person, JSON.parse(result)));
    if (found.length > 0)
      yield {
        // They are deleted after a day in any case, so no hold keeps them.
        scopes: [],
        found: { idempotency_keys: found.length },
        async erase(transaction) {
          for (const row of found) await transaction.remove(deleteKey, row);
          return { idempotency_keys: found.length };
        },
      };
    if (rows.length < keysPerStep) return;
    after = rows.at(-1)?.key ?? after;
  }
};
