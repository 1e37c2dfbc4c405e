import { credential } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import type { LockingReader } from '../../storage/storage.ts';
import type { ResourceDefinition } from '../resource.ts';
import { create, update } from './rules.ts';
import {
  addCredential,
  type CredentialRow,
  lockCredential,
  pageOfCredentials,
  presentCredential,
  removeCredential,
  renderCredential,
  setCredential,
} from './store.ts';

export const credentialResource: ResourceDefinition<typeof credential> = {
  handlers: {
    create: command({
      load: async () => ({}),
      async run(transaction, _, { accountSid, parameters, now }, { sids }) {
        const row = create(parameters, { accountSid, sid: sids.next(credential.sidPrefix) }, now);
        await transaction.insert(addCredential, row);
        return { result: withoutSecrets(row) };
      },
      present,
    }),

    fetch: query({
      async read(reader, request) {
        const sid = canonicalSid(credential.sidPrefix, request.identifier);
        if (sid === undefined) return undefined;
        return (await reader.one(renderCredential, { ...replyContext(request, credential), sid }))?.body;
      },
    }),

    list: query({
      read: (reader, request) =>
        renderList(reader, request, credential, pageOfCredentials, replyContext(request, credential)),
    }),

    update: command({
      load: lockNamedCredential,
      async run(transaction, before, { parameters, now }) {
        const after = update(before, parameters, now);
        if (after !== before) await transaction.update(setCredential, after);
        return { result: withoutSecrets(after) };
      },
      present,
    }),

    delete: command({
      load: lockNamedCredential,
      async run(transaction, before) {
        await transaction.remove(removeCredential, before);
        return { result: null };
      },
      present: noContent,
    }),
  },
};

async function lockNamedCredential(
  reader: LockingReader,
  { accountSid, identifier }: RequestContext,
): Promise<CredentialRow | undefined> {
  const sid = canonicalSid(credential.sidPrefix, identifier);
  return sid === undefined ? undefined : reader.lock(lockCredential, { account_sid: accountSid, sid });
}

/** A result can be stored for an idempotency key, and replies show no secrets. */
const withoutSecrets = (row: CredentialRow): CredentialRow => ({
  ...row,
  certificate: null,
  private_key: null,
  api_key: null,
  secret: null,
});

function present(row: CredentialRow, request: RequestContext): string {
  return presentCredential.fromRow(row, replyContext(request, credential));
}
