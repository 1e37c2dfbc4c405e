import type { Action, Limits, Operation, Resource, ValuesOf } from '@colloquy/contract';
import type { SubjectEvents } from '../events/event-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sids } from '../platform/sids.ts';
import type { LockingReader, Reader, Storage, Transaction } from '../storage/storage.ts';
import type { RequestContext } from './request-context.ts';

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
export interface Query<Parameters = object> {
  readonly kind: 'query';
  readonly read: (reader: Reader, request: RequestContext<Parameters>) => Promise<string | undefined>;
  /** Creates what the query expects to find, such as the account's default service. */
  readonly ensure?: (request: RequestContext<Parameters>, deps: HandlerDeps) => Promise<unknown>;
  /** The entry of the response cache that holds the reply; undefined where it must not be cached. */
  readonly cachedAs?: (request: RequestContext<Parameters>) => CachedReply | undefined;
}

/** What a command has done: its result, and the events that the pipeline appends in the same transaction. */
interface Outcome<Result> {
  readonly result: Result;
  readonly events?: readonly SubjectEvents[];
}

/**
 * An operation that writes, in the one transaction that the pipeline opens for it. `load` cannot write, and `run` gets
 * only what `load` found, so nothing is decided or written before the rows are locked.
 */
export interface Command<Parameters = object, Loaded = unknown, Result extends Json = Json> {
  readonly kind: 'command';
  /**
   * Works before the transaction: refuses what no row could make valid, or creates what `load` expects to find, such as
   * the account's default service.
   */
  readonly prepare?: (request: RequestContext<Parameters>, deps: HandlerDeps) => Promise<unknown>;
  /** Finds and locks the rows that the path names; undefined when they do not exist. */
  readonly load: (
    reader: LockingReader,
    request: RequestContext<Parameters>,
    deps: CommandDeps,
  ) => Promise<Loaded | undefined>;
  readonly run: (
    transaction: Transaction,
    loaded: Loaded,
    request: RequestContext<Parameters>,
    deps: CommandDeps,
  ) => Promise<Outcome<Result>>;
  /** Renders the reply. It also renders the stored result of an earlier request with the same idempotency key. */
  readonly present: (result: Result, request: RequestContext<Parameters>) => ReplyBody;
  /** Continues after the commit and before the reply; skipped for a replayed result. */
  readonly afterCommit?: (
    result: Result,
    request: RequestContext<Parameters>,
    deps: HandlerDeps,
  ) => Promise<unknown> | undefined;
}

/** How an operation is carried out. */
export type Handler<Parameters = object> = Query<Parameters> | Command<Parameters>;

/** A handler for every operation of a resource: while one is missing, the program does not compile. */
export type HandlersOf<R extends Resource> = {
  readonly [A in keyof R['operations']]: HandlerOf<R['operations'][A]>;
};

type HandlerOf<O> = O extends Operation<Action, infer Parameters> ? Handler<ValuesOf<Parameters>> : never;

/** The parameters follow from the operation that the handler is given to, never from the functions in it. */
export const query = <Parameters>(
  definition: Omit<Query<NoInfer<Parameters>>, 'kind'>,
): Handler<Parameters> => ({ kind: 'query', ...definition });

/** @see query */
export const command = <Parameters, Loaded, Result extends Json>(
  definition: Omit<Command<NoInfer<Parameters>, Loaded, Result>, 'kind'>,
): Handler<Parameters> =>
  // Only the pipeline calls these functions. It gives `run` what `load` returned, and `present` what `run` returned.
  ({ kind: 'command', ...definition }) as unknown as Command<Parameters>;

/** The reply of an operation without a body. */
export const noContent = (): string => '';
