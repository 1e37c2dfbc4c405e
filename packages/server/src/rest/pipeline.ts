import { canUseIfMatch, type Operation, preconditionFailed, type Route } from '@colloquy/contract';
import { appendEvents } from '../events/event-log.ts';
import { ForeignKeyViolation, type Reader } from '../storage/storage.ts';
import { etagOf, matchesStrongly } from './etag.ts';
import type { Command, Handler, HandlerDeps, Json, Query } from './handler.ts';
import type { Idempotency, StoreResult } from './idempotency/idempotency.ts';
import { keyReader } from './idempotency/key.ts';
import { type DecodeDeps, type IncomingRequest, requestDecoder } from './incoming-request.ts';
import { notFound } from './not-found.ts';
import { type Reply, replier } from './reply.ts';
import { type RequestContext, requestEventContext, wantsWebhooks } from './request-context.ts';
import type { ResponseCache } from './response-cache.ts';

/** A request for which pre-action webhooks are called before it is carried out. */
export interface PreActionRequest {
  readonly operation: Operation;
  readonly request: RequestContext;
  /** The JSON of the object as it is now; undefined when there is none. */
  readonly fetch: () => Promise<string | undefined>;
}

export interface PipelineDeps extends HandlerDeps, DecodeDeps {
  readonly handlerOf: (operation: Operation) => Handler;
  readonly cache: Pick<ResponseCache, 'load'>;
  readonly idempotency: Idempotency;
  /**
   * Calls the pre-action webhooks, see webhooks/pre-action. Resolves with the parameters as they have changed them.
   * @throws ApiError 50056 for a request that one of them rejects.
   */
  readonly preAction: (request: PreActionRequest) => Promise<object>;
}

/**
 * The steps of every operation: decode, pre-action, transaction { load and lock, precondition, run, append events, store
 * the idempotency result }, present, reply.
 *
 * The function rejects with the ApiError of the first problem of the request.
 */
export function operationPipeline(
  route: Route,
  deps: PipelineDeps,
): (incoming: IncomingRequest) => Promise<Reply> {
  const handler = deps.handlerOf(route.operation);
  const decode = requestDecoder(route, deps);
  const reply = replier(route);
  const readKey = keyReader(route);
  const precondition = preconditionReader(route, deps);

  return async (incoming) => {
    const request = await decode(incoming);
    if (handler.kind === 'query') return reply(incoming, await runQuery(handler, request, deps));

    const assertPrecondition = precondition(incoming, request);
    const { result, replayed, chatServiceSid } = await deps.idempotency.run(
      readKey(incoming, request),
      async (storeResult) => {
        const allowed = await askPreAction(route, request, deps);
        return runCommand(handler, allowed, deps, { assertPrecondition, storeResult });
      },
    );
    if (result === undefined) throw notFound(incoming.url);
    return reply(incoming, handler.present(result, { ...request, chatServiceSid }), replayed);
  };
}

/** Resolves with the JSON of the reply; undefined when the path names nothing that exists. */
export async function runQuery(
  handler: Query,
  request: RequestContext,
  deps: HandlerDeps & Pick<PipelineDeps, 'cache'>,
): Promise<string | undefined> {
  await handler.ensure?.(request, deps);
  const read = () => deps.storage.read((reader) => handler.read(reader, request));
  const cachedAs = handler.cachedAs?.(request);
  return cachedAs === undefined ? read() : deps.cache.load(cachedAs, read);
}

/** What the pipeline adds to the transaction of a command. */
interface CommandSteps {
  readonly assertPrecondition?: ((reader: Reader) => Promise<void>) | undefined;
  readonly storeResult?: StoreResult | undefined;
}

/** Resolves with the result of the command; undefined when the path names nothing that exists. */
export async function runCommand(
  handler: Command,
  request: RequestContext,
  deps: HandlerDeps,
  { assertPrecondition, storeResult }: CommandSteps = {},
): Promise<Json | undefined> {
  await handler.prepare?.(request, deps);
  const written = await deps.storage
    .write(async (transaction) => {
      const loaded = await handler.load(transaction, request, deps);
      if (loaded === undefined) return undefined;
      await assertPrecondition?.(transaction);
      const { result, events = [] } = await handler.run(transaction, loaded, request, deps);
      appendEvents(transaction, requestEventContext(request), events);
      await storeResult?.(transaction, result);
      return result;
    })
    .catch((error: unknown) => {
      // The service was there when the request began, and has been deleted since.
      if (error instanceof ForeignKeyViolation) return undefined;
      throw error;
    });
  if (written !== undefined) await handler.afterCommit?.(written, request, deps);
  return written;
}

/** The request as pre-action webhooks have changed it; they are asked only if the request enables webhooks. */
async function askPreAction(
  { operation, resource }: Route,
  request: RequestContext,
  deps: PipelineDeps,
): Promise<RequestContext> {
  if (operation.preAction === undefined || !wantsWebhooks(request)) return request;
  const fetch = async () => {
    const query = resource.operations.fetch && deps.handlerOf(resource.operations.fetch);
    return query?.kind === 'query' ? runQuery(query, { ...request, parameters: {} }, deps) : undefined;
  };
  return { ...request, parameters: await deps.preAction({ operation, request, fetch }) };
}

/**
 * Returns the function that reads `If-Match` from a request. What it returns throws ApiError 20001 (412) unless the
 * object, which the transaction has locked, is in a state that the header names; undefined without a condition.
 */
function preconditionReader(route: Route, deps: PipelineDeps) {
  const { fetch } = route.resource.operations;
  const query = fetch && canUseIfMatch(route) ? deps.handlerOf(fetch) : undefined;
  return ({ headers }: IncomingRequest, request: RequestContext) => {
    const header = headers['if-match'];
    if (query?.kind !== 'query' || typeof header !== 'string' || header.trim() === '*') return undefined;
    return async (reader: Reader): Promise<void> => {
      const body = await query.read(reader, { ...request, parameters: {} });
      if (body === undefined || !matchesStrongly(header, etagOf(body))) throw preconditionFailed();
    };
  };
}
