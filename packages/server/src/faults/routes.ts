import {
  ApiError,
  api,
  createFault,
  deleteFaults,
  endpoints,
  type FaultKind,
  fetchFaults,
  invalidParameter,
  postActionEvents,
  preActionEvents,
  type Resource,
  routesOf,
} from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { procedure } from '../rest/handler.ts';
import { type Fault, type Faults, maxFaults, maxFaultsInAll } from './faults.ts';
import { exemptOperations } from './request-faults.ts';

const operations: ReadonlySet<string> = new Set(
  [
    ...Object.values<Resource>(api).flatMap((resource) => routesOf(resource).map(({ name }) => name)),
    ...endpoints.map(({ name }) => name),
  ].filter((name) => !exemptOperations.has(name)),
);
/** The kinds of faults that have a parameter. */
const kindsWith: Readonly<Record<'Status' | 'RetryAfter' | 'DelayMs', readonly FaultKind[]>> = {
  Status: ['error', 'webhook_error'],
  RetryAfter: ['error'],
  DelayMs: ['delay'],
};
const webhookEvents: ReadonlySet<string> = new Set([...postActionEvents, ...preActionEvents]);

/** Mounts the endpoints with which a test makes things fail, in this process and for its own account. */
export function mountFaults(server: FastifyInstance, deps: EndpointDeps, faults: Faults): void {
  mountEndpoint(
    server,
    deps,
    createFault,
    procedure({
      async run({ accountSid, parameters }) {
        const { kind, operation, probability = 1, count, status, retryAfter, delayMs } = parameters;
        assertKnown(kind.startsWith('webhook_'), operation);
        assertUsed(kind, { Status: status, RetryAfter: retryAfter, DelayMs: delayMs });
        const fault = faults.add(accountSid, deps.sids.next('FT'), {
          kind,
          operation,
          probability,
          count,
          status,
          retryAfterSeconds: retryAfter,
          delayMs,
        });
        if (fault === undefined)
          throw new ApiError(
            20001,
            `An account can have ${maxFaults} faults, and a server ${maxFaultsInAll}`,
          );
        return serializeFault(fault);
      },
    }),
  );
  mountEndpoint(
    server,
    deps,
    fetchFaults,
    procedure({
      async run({ accountSid }) {
        return { faults: faults.list(accountSid).map(serializeFault) };
      },
    }),
  );
  mountEndpoint(
    server,
    deps,
    deleteFaults,
    procedure({
      async run({ accountSid }) {
        faults.clear(accountSid);
        return undefined;
      },
    }),
  );
}

/** A misspelled name would never happen, and the test would pass. */
function assertKnown(isWebhook: boolean, name: string | undefined): void {
  if (name === undefined || (isWebhook ? webhookEvents : operations).has(name)) return;
  const allowed = isWebhook
    ? 'the name of an event of webhooks, such as onMessageAdded'
    : 'the name of an operation, such as CreateConversation';
  throw invalidParameter('Operation', name, allowed);
}

/** A value that the kind does not use would have no effect either. */
function assertUsed(
  kind: FaultKind,
  values: Readonly<Record<keyof typeof kindsWith, number | undefined>>,
): void {
  for (const name of ['Status', 'RetryAfter', 'DelayMs'] as const)
    if (values[name] !== undefined && !kindsWith[name].includes(kind))
      throw invalidParameter(name, String(values[name]), `left out for faults of the kind ${kind}`);
}

const serializeFault = (fault: Fault) => ({
  sid: fault.sid,
  kind: fault.kind,
  operation: fault.operation ?? null,
  probability: fault.probability,
  remaining: fault.count === undefined ? null : fault.count - fault.hitCount,
  status: fault.status ?? null,
  retry_after: fault.retryAfterSeconds ?? null,
  delay_ms: fault.delayMs ?? null,
  hit_count: fault.hitCount,
});
