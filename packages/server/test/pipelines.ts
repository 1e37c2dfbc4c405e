import {
  ApiError,
  api,
  defaultLimits,
  type ErrorBody,
  type Resource,
  type Route,
  routesOf,
} from '@colloquy/contract';
import { canShare, createDatabase, type Engine } from '../../../tests/support/engines/databases.ts';
import { ensureAccount } from '../src/accounts/accounts.ts';
import { RefusedActs } from '../src/audit/refused-acts.ts';
import { readEvents } from '../src/events/event-log.ts';
import { ManualClock } from '../src/platform/clock.ts';
import { SystemRandomness } from '../src/platform/randomness.ts';
import { Sids } from '../src/platform/sids.ts';
import { usersIn } from '../src/resources/access/users.ts';
import { handlerOf } from '../src/resources/index.ts';
import { parentsExist } from '../src/resources/parents-exist.ts';
import { resolveDefaultService } from '../src/resources/service/default-service.ts';
import { ActionRates } from '../src/rest/action-rates.ts';
import { Idempotency } from '../src/rest/idempotency/idempotency.ts';
import { LongReplies } from '../src/rest/long-replies.ts';
import { operationPipeline, type PreActionRequest } from '../src/rest/operation-pipeline.ts';
import { openStorage } from '../src/storage/open.ts';
import { account, createCache } from './harness.ts';

/** A request as the real-time router makes it; one of the back end if it has no identity. */
interface TestRequest {
  readonly identity?: string;
  /** Name of the operation, such as `CreateServiceConversation`. */
  readonly operation: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  readonly key?: string;
}

interface TestReply {
  readonly status: number;
  /** The object of a success. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Undefined for a success. */
  readonly error: ErrorBody | undefined;
  readonly replayed: boolean;
}

export const allRoutes: readonly Route[] = Object.values<Resource>(api).flatMap((resource) =>
  routesOf(resource),
);

/** The pipelines of all operations on a new database, with a service. */
export async function openPipelines(engine: Engine) {
  const { url } = await createDatabase(engine);
  const first = await openProcess(url, !canShare(engine));
  /** Opens the database once more, as a second process does, if the engine allows it. */
  const openAnother = () => openProcess(url, false, first.service);
  return { ...first, openAnother };
}

/**
 * @param caches whether replies are cached, as in a process that alone uses the database.
 * @param existing the SID of the service that the requests work in; a new one unless given.
 */
async function openProcess(url: string, caches: boolean, existing?: string) {
  const storage = await openStorage(url);
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const deps = {
    storage,
    clock,
    sids: new Sids(clock, new SystemRandomness()),
    limits: defaultLimits,
    wakeScheduler: () => {},
  };
  await ensureAccount(deps, account);
  const hooks = {
    /** Stands in for the pre-action webhooks. */
    preAction: async ({ request }: PreActionRequest): Promise<object> => request.parameters,
  };
  const cache = createCache(caches);
  storage.onWrite((writes) => cache.invalidate(writes));
  const pipelineDeps = {
    ...deps,
    cache,
    idempotency: new Idempotency(deps),
    longReplies: new LongReplies(),
    refusedActs: new RefusedActs(deps),
    actionRates: new ActionRates({ perConversation: undefined, perService: undefined }),
    handlerOf,
    users: usersIn(deps),
    callPreActions: (request: PreActionRequest) => hooks.preAction(request),
    resolveDefaultService: (sid: string) => resolveDefaultService(deps, sid),
    parentsExist: (request: Parameters<typeof parentsExist>[1]) => parentsExist(storage, request),
  };
  const pipelines = new Map(allRoutes.map((route) => [route.name, operationPipeline(route, pipelineDeps)]));
  let service = existing ?? '';

  const send = async ({
    identity,
    operation,
    path = {},
    form = {},
    key,
  }: TestRequest): Promise<TestReply> => {
    const execute = pipelines.get(operation);
    if (execute === undefined) throw new Error(`${operation} is not an operation.`);
    const caller = {
      accountSid: account,
      actor: identity ?? account,
      ...(identity !== undefined && { identity }),
    };
    try {
      const {
        status,
        body,
        replayed = false,
      } = await execute({
        principal: caller,
        query: {},
        headers: { 'idempotency-key': key },
        form: () => form,
        text: () => '',
        url: `/v1/Services/${service}`,
        baseUrl: 'http://localhost',
        path: { ChatServiceSid: service, ...path },
        source: () => ({ requestId: undefined, address: undefined }),
        isAbandoned: () => false,
      });
      return { status, body: body === '' ? {} : JSON.parse(body), error: undefined, replayed };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: {}, error: error.toBody(), replayed: false };
    }
  };

  /** Sends a request that has to succeed. Resolves with the SID of the object. */
  const make = async (request: TestRequest): Promise<string> => {
    const { body, error } = await send(request);
    if (error !== undefined) throw new Error(`${request.operation}: ${error.message}`);
    return String(body['sid']);
  };

  if (existing === undefined)
    service = await make({ operation: 'CreateService', form: { FriendlyName: 'Support' } });
  const events = () => storage.read((reader) => readEvents(reader, 0, 10_000));
  return { service, storage, deps, send, make, events, hooks, close: () => storage.close() };
}

export type Pipelines = Awaited<ReturnType<typeof openPipelines>>;
