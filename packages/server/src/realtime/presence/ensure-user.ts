import { appendEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { findDefaults } from '../../resources/service/store.ts';
import { ensureUser } from '../../resources/user/ensure-user.ts';
import { findUserSid } from '../../resources/user/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { SessionUser } from '../session/session.ts';

/**
 * Finds the user with the identity of a session, and creates it if there is none.
 *
 * @returns the user's SID; undefined when the service of the session does not exist.
 */
export async function ensureSessionUser(
  { storage, clock, sids }: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>,
  { accountSid, serviceSid, identity }: SessionUser,
): Promise<string | undefined> {
  const scope = { account_sid: accountSid, chat_service_sid: serviceSid };
  const found = await storage.read((reader) =>
    reader.one(findUserSid.identity, { ...scope, identifier: identity }),
  );
  if (found !== undefined) return found.sid;
  const now = clock.now();
  return storage.write(async (transaction) => {
    const service = await transaction.one(findDefaults, scope);
    if (service === undefined) return undefined;
    const { sid, events } = await ensureUser(transaction, service, identity, { sids, now });
    const context = { accountSid, serviceSid, actor: identity, time: instant(now) };
    appendEvents(transaction, { ...context, source: 'SDK', webhookEnabled: true }, events);
    return sid;
  });
}
