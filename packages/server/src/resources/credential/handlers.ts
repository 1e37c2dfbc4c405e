import { credential } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type HandlerDeps, type HandlersOf, type RequestContext, replyContext } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { created, updated } from './rules.ts';
import {
  addCredential,
  type CredentialRow,
  findCredential,
  lockCredential,
  pageOfCredentials,
  presentCredential,
  removeCredential,
  setCredential,
} from './store.ts';

/** The operations on credentials. */
export const credentialHandlers = ({ storage, clock, sids }: HandlerDeps): HandlersOf<typeof credential> => ({
  async create(request) {
    const birth = { accountSid: request.accountSid, sid: sids.next(credential.sidPrefix) };
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const made = created(request.parameters, birth, now);
      await transaction.insert(addCredential, made);
      return withoutSecrets(made);
    });
    return presented(request, row);
  },

  async fetch(request) {
    const sid = canonicalSid(credential.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...replyContext(request, credential), sid };
    return (await storage.read((reader) => reader.one(findCredential, parameters)))?.body;
  },

  list: (request) =>
    storage.read((reader) =>
      renderList(reader, request, credential, pageOfCredentials, replyContext(request, credential)),
    ),

  async update(request) {
    const sid = canonicalSid(credential.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const key = { account_sid: request.accountSid, sid };
      const before = await transaction.lock(lockCredential, key);
      if (before === undefined) return undefined;
      const after = updated(before, request.parameters, now);
      if (after !== before) await transaction.update(setCredential, after);
      return withoutSecrets(after);
    });
    return row && presented(request, row);
  },

  async delete(request) {
    const sid = canonicalSid(credential.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const key = { account_sid: request.accountSid, sid };
    const deleted = await storage.write(async (transaction) => {
      const found = await transaction.lock(lockCredential, key);
      return found !== undefined && transaction.remove(removeCredential, found);
    });
    return deleted ? '' : undefined;
  },
});

/** What a unit answers may be remembered elsewhere; replies show no secrets. */
const withoutSecrets = (row: CredentialRow): CredentialRow => ({
  ...row,
  certificate: null,
  private_key: null,
  api_key: null,
  secret: null,
});

const presented = (request: RequestContext, row: CredentialRow): string =>
  presentCredential.fromRow(row, replyContext(request, credential));
