import { type Action, defaultLimits, type Operation, type Resource, type ValuesOf } from '@colloquy/contract';
import { ensureAccount } from '../src/accounts/accounts.ts';
import { ManualClock } from '../src/platform/clock.ts';
import { SystemRandomness } from '../src/platform/randomness.ts';
import { Sids } from '../src/platform/sids.ts';
import { presentConversation } from '../src/resources/conversation/store.ts';
import type { ResourceDefinition } from '../src/resources/resource.ts';
import type { HandlerDeps, OperationHandler, ReplyBody } from '../src/rest/handler.ts';
import { runCommand, runQuery } from '../src/rest/pipeline.ts';
import type { RequestContext } from '../src/rest/request-context.ts';
import { ResponseCache } from '../src/rest/response-cache.ts';
import { openStorage } from '../src/storage/open.ts';

export const account = `AC${'1'.repeat(32)}`;

/** Dependencies on a database, in memory unless given, that contains an account; with a clock that stands still. */
export async function makeDeps(url = 'sqlite::memory:'): Promise<HandlerDeps> {
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const storage = await openStorage(url);
  const sids = new Sids(clock, new SystemRandomness());
  const deps = {
    storage,
    clock,
    sids,
    limits: defaultLimits,
    wakeScheduler: () => {},
  };
  await ensureAccount(deps, account);
  return deps;
}

export const createCache = (enabled: boolean, maxBytes = 50_000_000): ResponseCache =>
  new ResponseCache({
    enabled,
    maxBytes,
    shown: { table: 'conversation', columns: presentConversation.columns },
    dependsOn: 'service',
  });

/** A request in a service, or outside of services when it is empty. */
export const requestIn = (
  chatServiceSid: string,
  identifier = '',
): Omit<RequestContext, 'parameters' | 'now'> => ({
  accountSid: account,
  actor: account,
  chatServiceSid,
  mount: 'account',
  identifier,
  parents: {},
  scopeUrl: 'http://localhost/v1',
});

type Operations<R extends Resource> = {
  readonly [A in keyof R['operations']]: R['operations'][A] extends Operation<Action, infer P>
    ? (request: Omit<RequestContext<ValuesOf<P>>, 'now'>) => Promise<ReplyBody | undefined>
    : never;
};

/** The operations of a resource, carried out as the pipeline does, without HTTP. */
export function operationsOf<R extends Resource>(
  deps: HandlerDeps,
  definition: ResourceDefinition<R>,
): Operations<R> {
  const cache = createCache(false);
  const handlers = definition.handlers as Readonly<Record<string, OperationHandler>>;
  const operations = Object.entries(handlers).map(([action, handler]) => [
    action,
    async (given: RequestContext): Promise<ReplyBody | undefined> => {
      const request = { ...given, now: deps.clock.now() };
      if (handler.kind === 'query') return runQuery(handler, request, { ...deps, cache });
      if (handler.kind === 'procedure') return handler.run(request, deps);
      const result = await runCommand(handler, request, deps);
      return result === undefined ? undefined : handler.present(result, request, deps);
    },
  ]);
  return Object.fromEntries(operations);
}

/** The JSON of a reply. */
export function bodyOf(reply: ReplyBody | undefined) {
  if (typeof reply !== 'string' || reply === '') throw new Error('The reply has no body.');
  return JSON.parse(reply);
}
