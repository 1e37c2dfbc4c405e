import { appendEvents } from '../../events/event-log.ts';
import { canSeeConversation, type Users } from '../../rest/access.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { requestEventContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import { ForeignKeyViolation, type Reader } from '../../storage/storage.ts';
import { findDefaults } from '../service/store.ts';
import { ensureUser } from '../user/ensure-user.ts';
import { findUserSid } from '../user/store.ts';
import { findRoles, findStanding, type ServiceUser } from './standing.ts';

type EnsureDeps = Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;

/** Creates a user, with the event, unless the service has it. Does nothing if the service does not exist. */
export async function ensureServiceUser(
  { storage, clock, sids }: EnsureDeps,
  serviceUser: ServiceUser,
): Promise<void> {
  const { identity } = serviceUser;
  const key = serviceKey(serviceUser);
  const found = await storage.read((reader) =>
    reader.one(findUserSid.identity, { ...key, identifier: identity }),
  );
  if (found !== undefined) return;
  const now = clock.now();
  const context = requestEventContext({ ...serviceUser, actor: identity, parameters: {}, now });
  await storage
    .write(async (transaction) => {
      const service = await transaction.one(findDefaults, key);
      if (service === undefined) return;
      const { events } = await ensureUser(transaction, service, identity, { sids, now });
      appendEvents(transaction, context, events);
    })
    .catch((error: unknown) => {
      // The service has been deleted in the meantime.
      if (!(error instanceof ForeignKeyViolation)) throw error;
    });
}

/** What the pipeline has to know about users. */
export const usersIn = (deps: EnsureDeps): Users => ({
  ensureUser: (request) => ensureServiceUser(deps, request),
  findStanding,
});

/** What a user may read of a conversation. */
export interface ReadAccess {
  /** The conversation itself. */
  readonly document: boolean;
  /** Its messages and participants. */
  readonly content: boolean;
}

/** What a user may read of a conversation; undefined if the conversation does not exist. */
export async function findReadAccess(
  reader: Reader,
  serviceUser: ServiceUser,
  conversationSid: string,
): Promise<ReadAccess | undefined> {
  const roles = await findRoles(reader, serviceUser, conversationSid);
  return (
    roles && {
      document: canSeeConversation(roles),
      content: roles.conversationPermissions !== undefined,
    }
  );
}
