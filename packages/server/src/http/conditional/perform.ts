import {
  type Operation,
  objectChanged,
  type Route,
  takesIdempotencyKey,
  takesIfMatch,
} from '@colloquy/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, Asked, Call } from '../../resources/handler.ts';
import type { AnyHandler } from '../../resources/index.ts';
import type { Reader, Units } from '../../storage/storage.ts';
import type { Idempotency, KeyedRequest } from '../idempotency/idempotency.ts';
import { keyIn } from '../idempotency/key.ts';
import { fingerprintOf, told } from '../idempotency/once.ts';
import { checked } from './checked.ts';
import { etagOf, namedStronglyIn } from './etag.ts';

/** What requests are performed with. */
export interface Performing {
  readonly handlers: ReadonlyMap<Operation, AnyHandler>;
  /** Makes the handler of an operation for one request, whose units of work `units` runs. */
  readonly handlerOver: (operation: Operation, units: Units) => AnyHandler;
  readonly units: Units;
  readonly idempotency: Idempotency;
  /** Asks webhooks about a request; answers its parameters as they have changed them. */
  readonly ask: (asked: Asked) => Promise<object>;
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
  route: Route,
  { handlers, handlerOver, units, idempotency, ask }: Performing,
): Perform {
  const { operation, resource, mount, name } = route;
  const handle = handlers.get(operation);
  if (handle === undefined) throw new Error(`${resource.name} has no handler for ${operation.action}.`);
  const takesKey = takesIdempotencyKey(route);
  const takesMatch = takesIfMatch(route);
  const { fetch } = resource.operations;

  /** @param match the header; undefined where it does not count. */
  const over = (call: Call, match: string | undefined) => (given: Units) => {
    if (match === undefined || fetch === undefined) return handlerOver(operation, given);
    const check = async (reader: Reader) => {
      if (match.trim() === '*') return;
      const shown = await handlerOver(fetch, within(reader))({ ...call, parameters: {} });
      if (typeof shown === 'string' && !namedStronglyIn(match, etagOf(shown))) throw objectChanged();
    };
    return handlerOver(operation, checked(given, check));
  };

  /** Webhooks are asked of a request that wants them told; the rest goes on as it came. */
  const prepare = (call: Call): Call | Promise<Call> => {
    if (operation.asks === undefined || !wantsWebhooks(call.parameters)) return call;
    const present = fetch && handlers.get(fetch);
    const object = async () => present?.({ ...call, parameters: {} });
    return ask({ operation, call, fetch: object }).then((parameters) => ({ ...call, parameters }));
  };

  const fingerprint = ({ chatServiceSid, parents, identifier, parameters }: Call) => {
    const service = mount === 'service' ? chatServiceSid : '';
    return fingerprintOf([name, service, parents, identifier, parameters]);
  };

  return (request, reply, call) => {
    const { 'idempotency-key': keyHeader, 'if-match': matchHeader } = request.headers;
    const match = takesMatch ? matchHeader : undefined;
    if (!takesKey || keyHeader === undefined) {
      const perform = match === undefined ? handle : over(call, match)(units);
      const prepared = prepare(call);
      return prepared instanceof Promise ? prepared.then(perform) : perform(prepared);
    }
    const handlerWith = over(call, match);
    const keyed: KeyedRequest<Answer> = {
      accountSid: call.accountSid,
      key: keyIn(keyHeader),
      fingerprint: fingerprint(call),
      service: call.chatServiceSid,
      // Webhooks are asked the first time only.
      first: async (given) => handlerWith(given)(await prepare(call)),
      again: async (given, service) => handlerWith(given)({ ...call, chatServiceSid: service }),
    };
    return idempotency.answer(keyed).then(told(reply));
  };
}

const wantsWebhooks = (parameters: object): boolean =>
  'xTwilioWebhookEnabled' in parameters && parameters.xTwilioWebhookEnabled === true;

/** Reads in a transaction that is under way. Of what has to be made before it can be read, nobody has a tag. */
const within = (reader: Reader): Units => ({
  read: (work) => work(reader),
  write: () => Promise.reject(objectChanged()),
});
