import {
  ApiError,
  createKey,
  defaultPageSize,
  deleteKey,
  type Endpoint,
  fetchKey,
  listKey,
  updateKey,
  type ValuesOf,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endpointRoute } from '../../http/endpoint-route.ts';
import { parameterSources } from '../../http/parameter-sources.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { decoder } from '../../rest/decode.ts';
import type { Json } from '../../rest/handler.ts';
import type { StoreResult } from '../../rest/idempotency/idempotency.ts';
import type { RunIdempotent } from '../../rest/idempotency/run-idempotent.ts';
import type { ApiKeyInfo, ApiKeys } from './api-keys.ts';
import { serializeKey, serializeKeyPage } from './serialize.ts';

export interface ApiKeysOptions {
  readonly keys: ApiKeys;
  readonly runIdempotent: RunIdempotent;
  /** The error for a path that names nothing that exists. */
  readonly notFoundError: (request: FastifyRequest) => ApiError;
}

interface KeyPath {
  readonly accountSid: string;
  /** The SID of the key; empty for a list, and for a malformed SID. */
  readonly sid: string;
}

/** Mounts the paths of API keys, which require the SID and the auth token of the account. */
export function mountApiKeys(
  server: FastifyInstance,
  { keys, runIdempotent, notFoundError }: ApiKeysOptions,
): void {
  /** Parses the path, which must name the caller's account. */
  const resolveKeyPath = (request: FastifyRequest): KeyPath => {
    const { AccountSid, Sid = '' } = request.params as Readonly<Record<string, string | undefined>>;
    const { principal } = request;
    if (principal === undefined || principal.accountSid !== AccountSid) throw notFoundError(request);
    // A key that can create keys could survive its own deletion.
    if (principal.actor !== principal.accountSid) throw new ApiError(20006);
    return { accountSid: principal.accountSid, sid: canonicalSid('SK', Sid) ?? '' };
  };

  const mount = <E extends Endpoint>(
    endpoint: E,
    handle: (
      keyPath: KeyPath,
      parameters: ValuesOf<E['parameters']>,
      runOnce: <Result extends Json>(
        run: (storeResult?: StoreResult) => Promise<Result | undefined>,
      ) => Promise<Result | undefined>,
    ) => Promise<object | undefined>,
  ): void => {
    const { name, status } = endpoint;
    const decode = decoder<E['parameters']>(endpoint);
    server.route({
      ...endpointRoute(endpoint),
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const [keyPath, parameters] = [resolveKeyPath(request), decode(parameterSources(request))];
        const { accountSid, sid } = keyPath;
        const body = await handle(keyPath, parameters, (run) =>
          runIdempotent(request, reply)({ accountSid, request: [name, sid, parameters], run }),
        );
        if (body === undefined) throw notFoundError(request);
        return status === 204 ? reply.code(status).send() : reply.code(status).send(body);
      },
    });
  };

  mount(createKey, async ({ accountSid }, { friendlyName = '' }, runOnce) => {
    const key = await runOnce<ApiKeyInfo>((storeResult) =>
      keys.create(accountSid, friendlyName, storeResult),
    );
    if (key === undefined) return undefined;
    return { ...serializeKey(key), secret: await keys.readSecret({ account_sid: accountSid, sid: key.sid }) };
  });

  mount(listKey, async ({ accountSid }, parameters) => {
    const request = { ...parameters, pageSize: parameters.pageSize ?? defaultPageSize };
    const path = listKey.path.replace('{AccountSid}', accountSid);
    return serializeKeyPage(path, request, await keys.page(accountSid, request));
  });

  mount(fetchKey, async ({ accountSid, sid }) => {
    const key = await keys.find(accountSid, sid);
    return key && serializeKey(key);
  });

  mount(updateKey, async ({ accountSid, sid }, { friendlyName }, runOnce) => {
    const key = await runOnce<ApiKeyInfo>((storeResult) =>
      friendlyName === undefined
        ? keys.find(accountSid, sid)
        : keys.rename(accountSid, sid, friendlyName, storeResult),
    );
    return key && serializeKey(key);
  });

  mount(deleteKey, async ({ accountSid, sid }) => ((await keys.remove(accountSid, sid)) ? {} : undefined));
}
