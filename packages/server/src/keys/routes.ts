import {
  type Action,
  ApiError,
  http,
  keyOperations,
  keyPaths,
  type Operation,
  type Parameters,
  usualPageSize,
  type ValuesOf,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canonicalSid } from '../resources/identifiers.ts';
import type { Keys } from '../resources/key/keys.ts';
import type { Once } from '../resources/once.ts';
import type { Units } from '../storage/storage.ts';
import { keyList, keyObject } from './wire.ts';

export interface KeysOptions {
  readonly keys: Keys;
  readonly once: Once;
  /** Makes the function that reads an operation's parameters. */
  readonly decoder: <P extends Parameters>(
    operation: Operation<Action, P>,
  ) => (request: FastifyRequest) => ValuesOf<P>;
  /** The error for a path that names nothing. */
  readonly missing: (request: FastifyRequest) => ApiError;
}

interface Place {
  readonly accountSid: string;
  /** Of the key, as it is stored; empty for a collection and for what is no SID of a key. */
  readonly sid: string;
}

/** The API by which SDKs manage keys, for the account's own SID and token alone. */
export function mountKeys(server: FastifyInstance, { keys, once, decoder, missing }: KeysOptions): void {
  /** What the path names, which is the caller's. */
  const enter = (request: FastifyRequest): Place => {
    const { AccountSid, Sid = '' } = request.params as Readonly<Record<string, string | undefined>>;
    const { principal } = request;
    if (principal === undefined || principal.accountSid !== AccountSid) throw missing(request);
    // A key that could make others would outlive its own deletion.
    if (principal.actor !== principal.accountSid) throw new ApiError(20006);
    return { accountSid: principal.accountSid, sid: canonicalSid('SK', Sid) ?? '' };
  };

  const mount = <P extends Parameters>(
    operation: Operation<Action, P>,
    answer: (place: Place, parameters: ValuesOf<P>, units?: Units) => Promise<object | undefined>,
  ): void => {
    const { method, status, item, verb } = http[operation.action];
    const name = `${verb}Key`;
    const decode = decoder(operation);
    server.route({
      method,
      url: (item ? keyPaths.item : keyPaths.collection).replace(/\{(\w+)\}/g, ':$1'),
      config: { operation: name },
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const [place, parameters] = [enter(request), decode(request)];
        const work = (units?: Units) => answer(place, parameters, units);
        const asked = [name, place.sid, parameters];
        const { accountSid } = place;
        const body = await (method === 'POST'
          ? once(request, reply)({ accountSid, asked, perform: work })
          : work());
        if (body === undefined) throw missing(request);
        return status === 204 ? reply.code(status).send() : reply.code(status).send(body);
      },
    });
  };

  mount(keyOperations.create, async ({ accountSid }, { friendlyName = '' }, units) => {
    const key = await keys.make(accountSid, friendlyName, units);
    return { ...keyObject(key), secret: key.secret };
  });

  mount(keyOperations.list, async ({ accountSid }, parameters) => {
    const request = { ...parameters, pageSize: parameters.pageSize ?? usualPageSize };
    const path = keyPaths.collection.replace('{AccountSid}', accountSid);
    return keyList(path, request, await keys.page(accountSid, request));
  });

  mount(keyOperations.fetch, async ({ accountSid, sid }) => {
    const key = await keys.find(accountSid, sid);
    return key && keyObject(key);
  });

  mount(keyOperations.update, async ({ accountSid, sid }, { friendlyName }, units) => {
    const key = await (friendlyName === undefined
      ? keys.find(accountSid, sid)
      : keys.rename(accountSid, sid, friendlyName, units));
    return key && keyObject(key);
  });

  mount(keyOperations.delete, async ({ accountSid, sid }) =>
    (await keys.remove(accountSid, sid)) ? {} : undefined,
  );
}
