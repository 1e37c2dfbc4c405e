import { appendEvents } from '../../events/event-log.ts';
import { removeBindingsOf } from '../../resources/binding/store.ts';
import { remove, subjectEvents } from '../../resources/user/rules.ts';
import { lockUserBy, removeUser } from '../../resources/user/store.ts';
import { systemEventContext } from '../../rest/request-context.ts';
import { removeDocument } from '../../search/documents.ts';
import { select } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { redactTexts } from '../redact-event.ts';
import type { Counts, ErasureContext, ErasureService, FindSteps } from '../step.ts';

/** How many users and bindings a service has for an identity. */
const countUsers = select(
  'erasure.users',
  { service_id: integer(), identity: text() },
  { users: integer(), bindings: integer() },
  () => `SELECT (SELECT count(*) FROM chat_user WHERE service_id = :service_id AND identity = :identity) AS users,
    (SELECT count(*) FROM binding WHERE service_id = :service_id AND identity = :identity) AS bindings`,
);

/** Finds the person's users, and the devices that are registered for them. */
export const findUsers: FindSteps = async function* findUsers(context, services) {
  const { storage, person } = context;
  const { identity } = person;
  if (identity === null) return;
  for (const service of services) {
    const key = { service_id: service.id, identity };
    const found = await storage.read((reader) => reader.one(countUsers, key));
    if (found === undefined || found.users + found.bindings === 0) continue;
    yield {
      scopes: [{ service_id: service.id, conversation_sid: null }],
      found,
      erase: (transaction) => eraseUser(transaction, context, service, identity),
    };
  }
};

async function eraseUser(
  transaction: Transaction,
  { accountSid, clock }: ErasureContext,
  service: ErasureService,
  identity: string,
): Promise<Partial<Counts>> {
  const scope = { account_sid: accountSid, chat_service_sid: service.sid, identifier: identity };
  const user = await transaction.lock(lockUserBy.identity, scope);
  const key = { service_id: service.id, identity };
  const bindings = (await transaction.one(countUsers, key))?.bindings ?? 0;
  await transaction.remove(removeBindingsOf, key);
  if (user === undefined) return { bindings };
  await transaction.remove(removeUser, user);
  await transaction.remove(removeDocument, user);
  const now = clock.now();
  const decision = remove(user, now);
  const events = decision.events.map(redactTexts);
  appendEvents(transaction, systemEventContext(accountSid, service.sid, now), [
    subjectEvents({ ...decision, events }),
  ]);
  return { users: 1, bindings };
}
