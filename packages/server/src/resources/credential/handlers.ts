import { credential } from '@colloquy/contract';
import { type Call, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply } from '../paging.ts';
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
export const credentialHandlers = ({ storage, clock, sids }: Tools): HandlersOf<typeof credential> => ({
  async create(call) {
    const birth = { accountSid: call.accountSid, sid: sids.next(credential.sidPrefix) };
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const made = created(call.parameters, birth, now);
      await transaction.insert(addCredential, made);
      return withoutSecrets(made);
    });
    return presented(call, row);
  },

  async fetch(call) {
    const sid = canonicalSid(credential.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...scopeOf(call, credential), sid };
    return (await storage.read((reader) => reader.one(findCredential, parameters)))?.body;
  },

  list: (call) =>
    storage.read((reader) =>
      listReply(reader, call, credential, pageOfCredentials, scopeOf(call, credential)),
    ),

  async update(call) {
    const sid = canonicalSid(credential.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const key = { account_sid: call.accountSid, sid };
      const before = await transaction.lock(lockCredential, key, (found) => found.sid);
      if (before === undefined) return undefined;
      const after = updated(before, call.parameters, now);
      if (after !== before) await transaction.update(setCredential, after);
      return withoutSecrets(after);
    });
    return row && presented(call, row);
  },

  async delete(call) {
    const sid = canonicalSid(credential.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const key = { account_sid: call.accountSid, sid };
    const deleted = await storage.write(async (transaction) => {
      const found = await transaction.lock(lockCredential, key, (row) => row.sid);
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

const presented = (call: Call, row: CredentialRow): string =>
  presentCredential.fromRow(row, scopeOf(call, credential));
