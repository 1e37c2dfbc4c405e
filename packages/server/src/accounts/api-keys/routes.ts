import {
  ApiError,
  createKey as createKeyEndpoint,
  defaultPageSize,
  deleteKey as deleteKeyEndpoint,
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
import type { EndpointRequest } from '../../rest/request-context.ts';
import type { Reader } from '../../storage/storage.ts';
import { createKey, deleteKey, lockKey, readKeyPage, renameKey } from './api-keys.ts';
import { serializeKey, serializeKeyPage } from './serialize.ts';
import { type ApiKeyRow, findApiKey } from './store.ts';

/** Mounts the endpoints of API keys, which require the SID and the auth token of the account. */
export function mountApiKeys(server: FastifyInstance, deps: EndpointDeps, randomness: Randomness): void {
  const mount = <const E extends Endpoint>(endpoint: E, handler: EndpointHandler<E>) =>
    mountEndpoint(server, deps, endpoint, handler, { authorize });

  mount(
    createKeyEndpoint,
    command({
      load: async (_, { accountSid }) => ({ accountSid }),
      async run(transaction, { accountSid }, { parameters, now }, { sids }) {
        const { friendlyName = '' } = parameters;
        const context = { sids, randomness, now: instant(now) };
        return { result: withoutSecret(await createKey(transaction, accountSid, friendlyName, context)) };
      },
      async present(key, { accountSid }, { storage }) {
        const found = await storage.read((reader) => findKey(reader, accountSid, key.sid));
        // It has been deleted since.
        if (found === undefined) throw new ApiError(20404, `key ${key.sid}`);
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
        return serializeKeyPage(path, request, await readKeyPage(reader, accountSid, request));
      },
    }),
  );

  mount(
    fetchKey,
    query({
      async read(reader, request) {
        const found = await findKey(reader, request.accountSid, keySidIn(request));
        return found && serializeKey(found);
      },
    }),
  );

  mount(
    updateKey,
    command({
      load: (reader, request) => lockKey(reader, request.accountSid, keySidIn(request)),
      async run(transaction, before, { parameters, now }) {
        const { friendlyName = before.friendly_name } = parameters;
        return { result: withoutSecret(await renameKey(transaction, before, friendlyName, instant(now))) };
      },
      present: serializeKey,
    }),
  );

  mount(
    deleteKeyEndpoint,
    command({
      load: (reader, request) => lockKey(reader, request.accountSid, keySidIn(request)),
      async run(transaction, key) {
        await deleteKey(transaction, key);
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

/** The SID of the key in the path; empty if it is malformed. */
const keySidIn = ({ path }: EndpointRequest): string => canonicalSid('SK', path['Sid'] ?? '') ?? '';

const findKey = (reader: Reader, account_sid: string, sid: string): Promise<ApiKeyRow | undefined> =>
  reader.one(findApiKey, { account_sid, sid });

/** What a result that is stored for an idempotency key may contain. */
const withoutSecret = ({ secret: _, ...key }: ApiKeyRow): Omit<ApiKeyRow, 'secret'> => key;
