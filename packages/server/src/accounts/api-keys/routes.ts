import {
  ApiError,
  createKey,
  defaultPageSize,
  deleteKey,
  type Endpoint,
  fetchKey,
  listKey,
  updateKey,
} from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import type { Randomness } from '../../platform/randomness.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { command, type EndpointHandler, query } from '../../rest/handler.ts';
import { notFound } from '../../rest/not-found.ts';
import type { EndpointRequest } from '../../rest/request-context.ts';
import type { LockingReader } from '../../storage/storage.ts';
import { createApiKey, readApiKeyPage, renameApiKey } from './api-keys.ts';
import { serializeKey, serializeKeyPage } from './serialize.ts';
import { type ApiKeyRow, findApiKey, lockApiKey, removeApiKey } from './store.ts';

/** Mounts the endpoints of API keys, which require the SID and the auth token of the account. */
export function mountApiKeys(server: FastifyInstance, deps: EndpointDeps, randomness: Randomness): void {
  const mount = <const E extends Endpoint>(endpoint: E, handler: EndpointHandler<E>) =>
    mountEndpoint(server, deps, endpoint, handler, { authorize });

  mount(
    createKey,
    command({
      load: async () => ({}),
      async run(transaction, _, { accountSid, parameters, now }, { sids }) {
        const { friendlyName = '' } = parameters;
        const context = { sids, randomness, now: instant(now) };
        return { result: withoutSecret(await createApiKey(transaction, accountSid, friendlyName, context)) };
      },
      async present(key, { accountSid }, { storage }) {
        const found = await storage.read((reader) =>
          reader.one(findApiKey, { account_sid: accountSid, sid: key.sid }),
        );
        // It has been deleted since.
        if (found === undefined)
          throw notFound(fetchKey.path.replace('{AccountSid}', accountSid).replace('{Sid}', key.sid));
        return { ...serializeKey(key), secret: found.secret };
      },
    }),
  );

  mount(
    listKey,
    query({
      async read(reader, { accountSid, parameters }) {
        const request = { ...parameters, pageSize: parameters.pageSize ?? defaultPageSize };
        const path = listKey.path.replace('{AccountSid}', accountSid);
        return serializeKeyPage(path, request, await readApiKeyPage(reader, accountSid, request));
      },
    }),
  );

  mount(
    fetchKey,
    query({
      async read(reader, request) {
        const found = await reader.one(findApiKey, keyIn(request));
        return found && serializeKey(found);
      },
    }),
  );

  mount(
    updateKey,
    command({
      load: lockKey,
      async run(transaction, before, { parameters, now }) {
        const { friendlyName = before.friendly_name } = parameters;
        return { result: withoutSecret(await renameApiKey(transaction, before, friendlyName, instant(now))) };
      },
      present: serializeKey,
    }),
  );

  mount(
    deleteKey,
    command({
      load: lockKey,
      async run(transaction, key) {
        await transaction.remove(removeApiKey, key);
        return { result: null };
      },
      present: () => undefined,
    }),
  );
}

/** The path must name the caller's account. */
function authorize({ accountSid, actor, path }: EndpointRequest): boolean {
  if (path['AccountSid'] !== accountSid) return false;
  // A key that can create keys could survive its own deletion.
  if (actor !== accountSid) throw new ApiError(20006);
  return true;
}

/** The account and the SID of the key that a path names; the SID is empty if it is malformed. */
const keyIn = ({ accountSid, path }: EndpointRequest) => ({
  account_sid: accountSid,
  sid: canonicalSid('SK', path['Sid'] ?? '') ?? '',
});

const lockKey = (reader: LockingReader, request: EndpointRequest): Promise<ApiKeyRow | undefined> =>
  reader.lock(lockApiKey, keyIn(request));

/** What a result that is stored for an idempotency key may contain. */
const withoutSecret = ({ secret: _, ...key }: ApiKeyRow): Omit<ApiKeyRow, 'secret'> => key;
