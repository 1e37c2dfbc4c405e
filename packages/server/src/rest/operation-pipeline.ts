import {
  canUseIdempotencyKey,
  canUseIfMatch,
  type Operation,
  preconditionFailed,
  type Route,
} from '@colloquy/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnyHandler } from '../resources/index.ts';
import type { Reader, TransactionRunner } from '../storage/storage.ts';
import type { PreActionRequest, ReplyBody, RequestContext } from './handler.ts';
import type { Idempotency, KeyedRequest } from './idempotency/idempotency.ts';
import { parseKey } from './idempotency/key.ts';
import { hashRequest, markReplayed } from './idempotency/run-idempotent.ts';
import { checked } from './preconditions/checked.ts';
import { etagOf, matchesStrongly } from './preconditions/etag.ts';

/** What requests are performed with. */
export interface PipelineDeps {
  readonly handlers: ReadonlyMap<Operation, AnyHandler>;
  /** Makes the handler of an operation for one request, whose units of work `units` runs. */
  readonly handlerOver: (operation: Operation, units: TransactionRunner) => AnyHandler;
  readonly units: TransactionRunner;
  readonly idempotency: Idempotency;
  /** Asks webhooks about a request; answers its parameters as they have changed them. */
  readonly ask: (asked: PreActionRequest) => Promise<object>;
}

type Perform = (
  request: FastifyRequest,
  reply: FastifyReply,
  call: RequestContext,
) => ReplyBody | Promise<ReplyBody>;

/**
 * Makes the function that has an operation's handler do what a request asks for; only where the request has a key
 * or a condition does it get a handler of its own.
 *
 * The function throws or rejects with ApiError 20001 for a key that is none (400) or was used otherwise (409), and
 * for a condition that is not met (412).
 */
export function operationPipeline(
  route: Route,
  { handlers, handlerOver, units, idempotency, ask }: PipelineDeps,
): Perform {
  const { operation, resource, mount, name } = route;
  const handle = handlers.get(operation);
  if (handle === undefined) throw new Error(`${resource.name} has no handler for ${operation.action}.`);
  const takesKey = canUseIdempotencyKey(route);
  const takesMatch = canUseIfMatch(route);
  const { fetch } = resource.operations;

  /** @param match the header; undefined where it does not count. */
  const over = (call: RequestContext, match: string | undefined) => (given: TransactionRunner) => {
    if (match === undefined || fetch === undefined) return handlerOver(operation, given);
    const check = async (reader: Reader) => {
      if (match.trim() === '*') return;
      const shown = await handlerOver(fetch, within(reader))({ ...call, parameters: {} });
      if (typeof shown === 'string' && !matchesStrongly(match, etagOf(shown))) throw preconditionFailed();
    };
    return handlerOver(operation, checked(given, check));
  };

  /** Webhooks are asked of a request that wants them told; the rest goes on as it came. */
  const prepare = (call: RequestContext): RequestContext | Promise<RequestContext> => {
    if (operation.preAction === undefined || !wantsWebhooks(call.parameters)) return call;
    const present = fetch && handlers.get(fetch);
    const object = async () => present?.({ ...call, parameters: {} });
    return ask({ operation, request: call, fetch: object }).then((parameters) => ({ ...call, parameters }));
  };

  const fingerprint = ({ chatServiceSid, parents, identifier, parameters }: RequestContext) => {
    const service = mount === 'service' ? chatServiceSid : '';
    return hashRequest([name, service, parents, identifier, parameters]);
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
    const keyed: KeyedRequest<ReplyBody> = {
      accountSid: call.accountSid,
      key: parseKey(keyHeader),
      fingerprint: fingerprint(call),
      service: call.chatServiceSid,
      // Webhooks are asked the first time only.
      first: async (given) => handlerWith(given)(await prepare(call)),
      again: async (given, service) => handlerWith(given)({ ...call, chatServiceSid: service }),
    };
    return idempotency.run(keyed).then(markReplayed(reply));
  };
}

const wantsWebhooks = (parameters: object): boolean =>
  'xTwilioWebhookEnabled' in parameters && parameters.xTwilioWebhookEnabled === true;

/** Reads in a transaction that is under way. Of what has to be made before it can be read, nobody has a tag. */
const within = (reader: Reader): TransactionRunner => ({
  read: (work) => work(reader),
  write: () => Promise.reject(preconditionFailed()),
});
