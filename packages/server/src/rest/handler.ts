import type {
  Action,
  Endpoint,
  ErrorCode,
  Limits,
  Operation,
  ReplyJson,
  Resource,
  ValuesOf,
} from '@colloquy/contract';
import type { EventContext, SubjectEvents } from '../events/event-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sids } from '../platform/sids.ts';
import type { LockingReader, Reader, Storage, Transaction } from '../storage/storage.ts';
import type { EndpointRequestOf, RequestContext } from './request-context.ts';

/** What a command may use inside its transaction: nothing here opens a transaction of its own. */
export interface CommandDeps {
  readonly sids: Sids;
  readonly limits: Limits;
}

/** What work outside a transaction may use. */
export interface HandlerDeps extends CommandDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Makes the scheduler run soon; without it new jobs are found in its next round. */
  readonly wakeScheduler: () => void;
}

/** A value that JSON carries unchanged; exactly such values can be stored for an idempotency key. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The reply of an operation that continues in the background; it is sent with status 202. */
interface Accepted {
  readonly accepted: string;
}

/** The JSON of a reply, or an empty string for a reply without a body. */
export type ReplyBody = string | Accepted;

/** Which cached reply answers a request: that of one object, or that of one page of a list. */
export type CachedReply = { readonly object: string; readonly variant: string } | { readonly page: string };

/** An operation that reads. `undefined` means that the path names nothing that exists. */
export interface Query<Request = RequestContext, Body = string> {
  readonly kind: 'query';
  readonly read: (reader: Reader, request: Request) => Promise<Body | undefined>;
  /** Creates what the query expects to find, such as the account's default service. */
  readonly ensure?: (request: Request, deps: HandlerDeps) => Promise<unknown>;
  /** The entry of the response cache that holds the reply; undefined where it must not be cached. */
  readonly cachedAs?: (request: Request) => CachedReply | undefined;
}

/** What a command has done: its result, and the events that the pipeline appends in the same transaction. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly events?: readonly SubjectEvents[];
  /** Of the events; that of the request unless given. */
  readonly eventContext?: EventContext;
}

/**
 * An operation that writes, in the one transaction that the pipeline opens for it. `load` cannot write, and `run` gets
 * only what `load` found, so nothing is decided or written before the rows are locked.
 */
export interface Command<
  Request = RequestContext,
  Prepared = unknown,
  Loaded = unknown,
  Result extends Json = Json,
  Body = ReplyBody,
> {
  readonly kind: 'command';
  /**
   * Works before the transaction: refuses what no row could make valid, creates what `load` expects to find, such as
   * the account's default service, or finds what takes too long for a transaction.
   */
  readonly prepare?: (request: Request, deps: HandlerDeps) => Promise<Prepared>;
  /** Finds and locks the rows that the path names; undefined when they do not exist. */
  readonly load: (
    reader: LockingReader,
    request: Request,
    deps: CommandDeps,
    prepared: Prepared,
  ) => Promise<Loaded | undefined>;
  readonly run: (
    transaction: Transaction,
    loaded: Loaded,
    request: Request,
    deps: CommandDeps,
  ) => Promise<Outcome<Result>>;
  /** The error after which the transaction is tried once more, because then `load` finds what another one has created. */
  readonly retryAfter?: ErrorCode;
  /**
   * Renders the reply. It also renders the stored result of an earlier request with the same idempotency key, so it
   * has to read what must not be stored.
   */
  readonly present: (result: Result, request: Request, deps: HandlerDeps) => Body | Promise<Body>;
  /** Continues after the commit and before the reply; skipped for a replayed result. */
  readonly afterCommit?: (
    result: Result,
    request: Request,
    deps: HandlerDeps,
  ) => Promise<unknown> | undefined;
}

/** An operation that is not one transaction, such as a reset. It cannot have an idempotency key. */
export interface Procedure<Request = RequestContext, Body = string> {
  readonly kind: 'procedure';
  readonly run: (request: Request, deps: HandlerDeps) => Promise<Body>;
}

/** How a request is carried out. */
export type Handler<Request = RequestContext, Body = string, CommandBody = Body> =
  | Query<Request, Body>
  | Command<Request, unknown, unknown, Json, CommandBody>
  | Procedure<Request, Body>;

/** How an operation of a resource is carried out. */
export type OperationHandler<Parameters = object> = Handler<RequestContext<Parameters>, string, ReplyBody>;

/** How an endpoint is carried out: its handler resolves with the body that the contract states. */
export type EndpointHandler<E extends Endpoint> = Handler<EndpointRequestOf<E>, ReplyJson<E['reply']>>;

/** A handler for every operation of a resource: while one is missing, the program does not compile. */
export type HandlersOf<R extends Resource> = {
  readonly [A in keyof R['operations']]: HandlerOf<R['operations'][A]>;
};

type HandlerOf<O> =
  O extends Operation<Action, infer Parameters> ? OperationHandler<ValuesOf<Parameters>> : never;

/** The types of request and body follow from the operation that the handler is given to, never from the functions in it. */
export const query = <Request, Body, CommandBody>(
  definition: Omit<Query<NoInfer<Request>, NoInfer<Body>>, 'kind'>,
): Handler<Request, Body, CommandBody> => ({ kind: 'query', ...definition });

/** @see query */
export const command = <Request, Body, CommandBody, Prepared, Loaded, Result extends Json>(
  definition: Omit<Command<NoInfer<Request>, Prepared, Loaded, Result, NoInfer<CommandBody>>, 'kind'>,
): Handler<Request, Body, CommandBody> =>
  // Only the pipeline calls these functions. It gives `load` what `prepare` returned, `run` what `load` returned, and
  // `present` what `run` returned.
  ({ kind: 'command', ...definition }) as unknown as Command<Request, unknown, unknown, Json, CommandBody>;

/** @see query */
export const procedure = <Request, Body, CommandBody>(
  definition: Omit<Procedure<NoInfer<Request>, NoInfer<Body>>, 'kind'>,
): Handler<Request, Body, CommandBody> => ({ kind: 'procedure', ...definition });

/** The reply of an operation without a body. */
export const noContent = (): string => '';
