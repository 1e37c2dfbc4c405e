import { ApiError, type Parameters, sidPattern } from '@colloquy/contract';
import type { Act } from '../audit/audit-log.ts';
import type { RefusedActs } from '../audit/refused-acts.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Json } from './handler.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Reply } from './reply.ts';
import type { DecodedRequest } from './request-context.ts';

/** Describes a request as an administrative act, complete with what came of it; undefined for one that is none. */
export type DescribeAct = (
  incoming: IncomingRequest,
  request: Pick<DecodedRequest, 'chatServiceSid' | 'now'>,
) => ((result: Json | object | undefined) => Act) | undefined;

/**
 * Describes the requests for an operation. An act has SIDs and the names of parameters. It has no values and no names of
 * objects, because those can be personal or secret.
 *
 * @param itemParameter the parameter of the path that names the object; undefined if the path names none.
 */
export const describeActsOf =
  (
    operation: { readonly name: string; readonly parameters: Parameters },
    itemParameter?: string,
  ): DescribeAct =>
  (incoming, { chatServiceSid, now }) => {
    const { principal, path } = incoming;
    const { requestId = null, address = null } = incoming.source();
    const named = itemParameter === undefined ? undefined : path[itemParameter];
    return (result) => ({
      time: instant(now),
      account_sid: principal.accountSid,
      actor: principal.actor,
      address,
      request_id: requestId,
      operation: operation.name,
      service_sid: chatServiceSid === '' ? null : chatServiceSid,
      object_sid: sidIn(result) ?? sidOrNull(named),
      // Of a refused request, the body has not been decoded.
      parameters: JSON.stringify(result === undefined ? [] : sentParameters(operation.parameters, incoming)),
    });
  };

/** Only those requests of a back end that send a parameter, as {@link Operation.auditedParameter}. */
export const onlyWith =
  (parameter: string, describeAct: DescribeAct): DescribeAct =>
  (incoming, request) => {
    const isAct = incoming.principal.identity === undefined && (incoming.form()[parameter] ?? '') !== '';
    return isAct ? describeAct(incoming, request) : undefined;
  };

/** The names of the parameters in the form of a request. Others are unknown to the operation, and could be anything. */
function sentParameters(parameters: Parameters, incoming: IncomingRequest): string[] {
  const form = incoming.form();
  return Object.keys(parameters).filter(
    (name) => parameters[name]?.in === 'form' && Object.hasOwn(form, name),
  );
}

/** The SID of the object that a result is. */
function sidIn(result: Json | object | undefined): string | undefined {
  if (typeof result === 'string' && result.startsWith('{')) return sidIn(JSON.parse(result));
  if (typeof result !== 'object' || result === null || !('sid' in result)) return undefined;
  return typeof result.sid === 'string' ? result.sid : undefined;
}

const anySid = sidPattern('[A-Z]{2}');

/** A path can also name an object by a name, which can be personal. */
const sidOrNull = (named: string | undefined): string | null =>
  named !== undefined && anySid.test(named) ? named : null;

interface RefusalDeps {
  readonly refusedActs: Pick<RefusedActs, 'record'>;
  readonly clock: Clock;
}

/** The function, which also records the acts that a back end may not carry out. */
export const recordingRefusals =
  (
    execute: (incoming: IncomingRequest) => Promise<Reply>,
    describeAct: DescribeAct,
    { refusedActs, clock }: RefusalDeps,
  ) =>
  (incoming: IncomingRequest): Promise<Reply> =>
    execute(incoming).catch(async (error: unknown) => {
      const isRefusal = error instanceof ApiError && error.status === 403;
      // The actor of a user's request is an identity.
      if (isRefusal && incoming.principal.identity === undefined) {
        const request = { chatServiceSid: '', now: clock.now() };
        const act = describeAct(incoming, request)?.(undefined);
        if (act !== undefined) await refusedActs.record({ ...act, error_code: error.code });
      }
      throw error;
    });
