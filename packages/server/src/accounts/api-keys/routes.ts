import {
  type Action,
  ApiError,
  defaultPageSize,
  http,
  keyOperations,
  keyPaths,
  type Operation,
  type Parameters,
  type ValuesOf,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import type { RunIdempotent } from '../../rest/idempotency/idempotent-work.ts';
import type { TransactionRunner } from '../../storage/storage.ts';
import type { ApiKeys } from './api-keys.ts';
import { serializeKey, serializeKeyPage } from './serialize.ts';

export interface ApiKeysOptions {
  readonly keys: ApiKeys;
  readonly runIdempotent: RunIdempotent;
  /** Makes the function that reads an operation's parameters. */
  readonly decoder: <P extends Parameters>(
    operation: Operation<Action, P>,
  ) => (request: FastifyRequest) => ValuesOf<P>;
  /** The error for a path that names nothing. */
  readonly notFoundError: (request: FastifyRequest) => ApiError;
}

interface KeyPath {
  readonly accountSid: string;
  /** Of the key, as it is stored; empty for a collection and for what is no SID of a key. */
  readonly sid: string;
}

/** The API by which SDKs manage keys, for the account's own SID and token alone. */
export function mountApiKeys(
  server: FastifyInstance,
  { keys, runIdempotent, decoder, notFoundError }: ApiKeysOptions,
): void {
  /** What the path names, which is the caller's. */
  const resolveKeyPath = (request: FastifyRequest): KeyPath => {
    const { AccountSid, Sid = '' } = request.params as Readonly<Record<string, string | undefined>>;
    const { principal } = request;
    if (principal === undefined || principal.accountSid !== AccountSid) throw notFoundError(request);
    // A key that could make others would outlive its own deletion.
    if (principal.actor !== principal.accountSid) throw new ApiError(20006);
    return { accountSid: principal.accountSid, sid: canonicalSid('SK', Sid) ?? '' };
  };

  const mountOperation = <P extends Parameters>(
    operation: Operation<Action, P>,
    handle: (
      keyPath: KeyPath,
      parameters: ValuesOf<P>,
      units?: TransactionRunner,
    ) => Promise<object | undefined>,
  ): void => {
    const { method, status, item, verb } = http[operation.action];
    const name = `${verb}Key`;
    const decode = decoder(operation);
    server.route({
      method,
      url: (item ? keyPaths.item : keyPaths.collection).replace(/\{(\w+)\}/g, ':$1'),
      config: { operation: name },
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const [keyPath, parameters] = [resolveKeyPath(request), decode(request)];
        const work = (units?: TransactionRunner) => handle(keyPath, parameters, units);
        const asked = [name, keyPath.sid, parameters];
        const { accountSid } = keyPath;
        const body = await (method === 'POST'
          ? runIdempotent(request, reply)({ accountSid, asked, perform: work })
          : work());
        if (body === undefined) throw notFoundError(request);
        return status === 204 ? reply.code(status).send() : reply.code(status).send(body);
      },
    });
  };

  mountOperation(keyOperations.create, async ({ accountSid }, { friendlyName = '' }, units) => {
    const key = await keys.create(accountSid, friendlyName, units);
    return { ...serializeKey(key), secret: key.secret };
  });

  mountOperation(keyOperations.list, async ({ accountSid }, parameters) => {
    const request = { ...parameters, pageSize: parameters.pageSize ?? defaultPageSize };
    const path = keyPaths.collection.replace('{AccountSid}', accountSid);
    return serializeKeyPage(path, request, await keys.page(accountSid, request));
  });

  mountOperation(keyOperations.fetch, async ({ accountSid, sid }) => {
    const key = await keys.find(accountSid, sid);
    return key && serializeKey(key);
  });

  mountOperation(keyOperations.update, async ({ accountSid, sid }, { friendlyName }, units) => {
    const key = await (friendlyName === undefined
      ? keys.find(accountSid, sid)
      : keys.rename(accountSid, sid, friendlyName, units));
    return key && serializeKey(key);
  });

  mountOperation(keyOperations.delete, async ({ accountSid, sid }) =>
    (await keys.remove(accountSid, sid)) ? {} : undefined,
  );
}
