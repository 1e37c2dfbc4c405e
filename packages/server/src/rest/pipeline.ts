import { ApiError } from '@colloquy/contract';
import { type Act, appendAct } from '../audit/audit-log.ts';
import type { RefusedActs } from '../audit/refused-acts.ts';
import { appendEvents } from '../events/event-log.ts';
import { pacedReader } from '../storage/paced-reader.ts';
import { ForeignKeyViolation, type Reader } from '../storage/storage.ts';
import { type DescribeAct, recordingRefusals } from './audited-act.ts';
import type { Command, Handler, HandlerDeps, Json, Query, ReplyBody } from './handler.ts';
import type { Idempotency, KeyedRequest, StoreResult } from './idempotency/idempotency.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { type LongReplies, LongReplyError } from './long-replies.ts';
import { notFound } from './not-found.ts';
import type { Reply } from './reply.ts';
import { type DecodedRequest, requestEventContext } from './request-context.ts';
import type { ResponseCache } from './response-cache.ts';

export interface PipelineDeps extends HandlerDeps {
  readonly cache: Pick<ResponseCache, 'load'>;
  readonly idempotency: Idempotency;
  readonly longReplies: LongReplies;
  readonly refusedActs: Pick<RefusedActs, 'record'>;
}

/** The steps that differ from one route to another. Each throws the ApiError of the first problem that it finds. */
export interface PipelineSteps<Request extends DecodedRequest, Body extends ReplyBody> {
  readonly handler: Handler<Request, string, Body>;
  readonly decode: (incoming: IncomingRequest) => Promise<Request>;
  readonly readKey: (incoming: IncomingRequest, request: Request) => KeyedRequest;
  /** Calls the pre-action webhooks. Resolves with the request as they have changed it. */
  readonly callPreActions?: (request: Request) => Promise<Request>;
  /** Returns what rejects with an ApiError unless the caller may make the request; undefined for a back end. */
  readonly readAuthorization?: (request: Request) => Precondition | undefined;
  readonly readPrecondition?: (incoming: IncomingRequest, request: Request) => Precondition | undefined;
  /** Describes a request for the audit log; undefined for operations that it does not record. */
  readonly describeAct?: DescribeAct | undefined;
  readonly reply: (incoming: IncomingRequest, body: string | Body, replayed?: boolean) => Reply;
}

/** A check that rejects with an ApiError. For a command, it runs when the transaction has locked the object. */
export type Precondition = (reader: Reader) => Promise<void>;

/**
 * The steps of every operation: decode, authorization, pre-action, transaction { load and lock, authorization, precondition, run,
 * append events, store the idempotency result }, present, reply.
 *
 * The function rejects with the {@link ApiError} of the first problem of the request.
 */
export function pipeline<Request extends DecodedRequest, Body extends ReplyBody>(
  steps: PipelineSteps<Request, Body>,
  deps: PipelineDeps,
): (incoming: IncomingRequest) => Promise<Reply> {
  const { handler, decode, readKey, callPreActions, readAuthorization, readPrecondition, reply } = steps;
  const { describeAct } = steps;
  const execute = async (incoming: IncomingRequest): Promise<Reply> => {
    const request = await decode(incoming);
    const act = describeAct?.(incoming, request);
    if (handler.kind === 'procedure') {
      const body = await handler.run(request, deps);
      if (act !== undefined)
        await deps.storage.write(async (transaction) => appendAct(transaction, act(body)));
      return reply(incoming, body);
    }
    if (handler.kind === 'query') {
      const { body, release } = await renderQuery(
        handler,
        request,
        incoming,
        deps,
        readAuthorization?.(request),
      );
      if (body !== undefined) return { ...reply(incoming, body), release };
      release?.();
      throw notFound(incoming.url);
    }

    // Of the request as it was sent: the changes of pre-action webhooks need no permission.
    const assertAllowed = readAuthorization?.(request);
    const assertPrecondition = readPrecondition?.(incoming, request);
    const { result, replayed, chatServiceSid } = await deps.idempotency.run(
      readKey(incoming, request),
      async (storeResult) => {
        // The transaction checks again. A refused request must not reach the pre-action webhooks.
        if (assertAllowed !== undefined) await deps.storage.read(assertAllowed);
        const changed = callPreActions === undefined ? request : await callPreActions(request);
        return runCommand(handler, changed, deps, { assertAllowed, assertPrecondition, storeResult, act });
      },
    );
    if (result === undefined) throw notFound(incoming.url);
    const body = await handler.present(result, { ...request, chatServiceSid }, deps);
    return reply(incoming, body, replayed);
  };
  return describeAct === undefined ? execute : recordingRefusals(execute, describeAct, deps);
}

/** Renders the reply of a query. A long one waits for its slot, and is not cached: it would push out many others. */
async function renderQuery<Request extends DecodedRequest>(
  query: Query<Request>,
  request: Request,
  { isAbandoned }: IncomingRequest,
  deps: PipelineDeps,
  assertAllowed: Precondition | undefined,
): Promise<{ readonly body: string | undefined; readonly release?: () => void }> {
  try {
    return { body: await runQuery(query, request, deps, assertAllowed) };
  } catch (error) {
    if (!(error instanceof LongReplyError)) throw error;
    return deps.longReplies.render(request.accountSid, isAbandoned, () =>
      query.read(pacedReader(deps.storage), { ...request, mayBeLong: true }),
    );
  }
}

/** Resolves with the JSON of the reply; undefined when the path names nothing that exists. */
export async function runQuery<Request>(
  handler: Query<Request>,
  request: Request,
  deps: Pick<PipelineDeps, 'cache'> & HandlerDeps,
  assertAllowed?: Precondition,
): Promise<string | undefined> {
  await handler.ensure?.(request, deps);
  // A cached reply would be found without the check.
  if (assertAllowed !== undefined)
    return deps.storage.read(async (reader) => {
      await assertAllowed(reader);
      return handler.read(reader, request);
    });
  const read = () => deps.storage.read((reader) => handler.read(reader, request));
  const cachedAs = handler.cachedAs?.(request);
  return cachedAs === undefined ? read() : deps.cache.load(cachedAs, read);
}

/** What the pipeline adds to the transaction of a command. */
interface CommandSteps {
  readonly assertAllowed?: Precondition | undefined;
  readonly assertPrecondition?: Precondition | undefined;
  readonly storeResult?: StoreResult | undefined;
  /** Describes the act for the audit log, with what came of it. */
  readonly act?: ((result: Json) => Act) | undefined;
}

/** Resolves with the result of the command; undefined when the path names nothing that exists. */
export async function runCommand<Request extends DecodedRequest, Body>(
  handler: Command<Request, unknown, unknown, Json, Body>,
  request: Request,
  deps: HandlerDeps,
  { assertAllowed, assertPrecondition, storeResult, act }: CommandSteps = {},
): Promise<Json | undefined> {
  const prepared = await handler.prepare?.(request, deps);
  const transact = () =>
    deps.storage.write(async (transaction) => {
      const loaded = await handler.load(transaction, request, deps, prepared);
      if (loaded === undefined) return undefined;
      await assertAllowed?.(transaction);
      await assertPrecondition?.(transaction);
      const { result, events = [], eventContext } = await handler.run(transaction, loaded, request, deps);
      appendEvents(transaction, eventContext ?? requestEventContext(request), events);
      if (act !== undefined) appendAct(transaction, act(result));
      await storeResult?.(transaction, result);
      return result;
    });
  const written = await transact()
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.code === handler.retryAfter) return transact();
      throw error;
    })
    .catch((error: unknown) => {
      // The service was there when the request began, and has been deleted since.
      if (error instanceof ForeignKeyViolation) return undefined;
      throw error;
    });
  if (written !== undefined) await handler.afterCommit?.(written, request, deps);
  return written;
}
