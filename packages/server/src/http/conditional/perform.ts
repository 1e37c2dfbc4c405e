import { hash } from 'node:crypto';
import { ApiError, type Operation, type Route } from '@colloquy/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, Call } from '../../resources/handler.ts';
import type { AnyHandler } from '../../resources/index.ts';
import type { Reader, Units } from '../../storage/storage.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { keyIn } from '../idempotency/key.ts';
import { checked } from './checked.ts';
import { etagOf, namedStronglyIn } from './etag.ts';

/** What requests are performed with. */
export interface Performing {
  readonly handlers: ReadonlyMap<Operation, AnyHandler>;
  /** Makes the handler of an operation for one request, whose units of work `units` runs. */
  readonly handlerOver: (operation: Operation, units: Units) => AnyHandler;
  readonly units: Units;
  readonly idempotency: Idempotency;
}

type Perform = (request: FastifyRequest, reply: FastifyReply, call: Call) => Answer | Promise<Answer>;

/**
 * Makes the function that has an operation's handler do what a request asks for; only where the request has a key
 * or a condition does it get a handler of its own.
 *
 * The function throws or rejects with ApiError 20001 for a key that is none (400) or was used otherwise (409), and
 * for a condition that is not met (412).
 */
export function performer(
  { operation, resource, method, mount, name }: Route,
  { handlers, handlerOver, units, idempotency }: Performing,
): Perform {
  const handle = handlers.get(operation);
  if (handle === undefined) throw new Error(`${resource.name} has no handler for ${operation.action}.`);
  const takesKey = method === 'POST';
  const { fetch } = resource.operations;
  const takesMatch = fetch !== undefined && (operation.action === 'update' || operation.action === 'delete');

  /** @param match the header; undefined where it does not count. */
  const over = (call: Call, match: string | undefined) => (given: Units) => {
    if (match === undefined || fetch === undefined) return handlerOver(operation, given);
    const check = async (reader: Reader) => {
      if (match.trim() === '*') return;
      const shown = await handlerOver(fetch, within(reader))({ ...call, parameters: {} });
      if (typeof shown === 'string' && !namedStronglyIn(match, etagOf(shown))) throw changed();
    };
    return handlerOver(operation, checked(given, check));
  };

  const fingerprint = ({ chatServiceSid, parents, identifier, parameters }: Call) => {
    const service = mount === 'service' ? chatServiceSid : '';
    return hash('sha256', JSON.stringify([name, service, parents, identifier, parameters]), 'base64url');
  };

  return (request, reply, call) => {
    const { 'idempotency-key': keyHeader, 'if-match': matchHeader } = request.headers;
    const match = takesMatch ? matchHeader : undefined;
    if (!takesKey || keyHeader === undefined)
      return match === undefined ? handle(call) : over(call, match)(units)(call);
    const keyed = { key: keyIn(keyHeader), fingerprint: fingerprint(call), call };
    return idempotency.answer({ ...keyed, handlerOver: over(call, match) }).then(({ body, replayed }) => {
      if (replayed) reply.header('idempotent-replayed', 'true');
      return body;
    });
  };
}

/** The object is not what the condition names. */
const changed = (): ApiError => new ApiError(20001, 'The object has changed since it was read', 412);

/** Reads in a transaction that is under way. Of what has to be made before it can be read, nobody has a tag. */
const within = (reader: Reader): Units => ({
  read: (work) => work(reader),
  write: () => Promise.reject(changed()),
});
