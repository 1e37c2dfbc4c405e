import { ApiError, type PreActionEvent } from '@colloquy/contract';
import type { Clock } from '../../platform/clock.ts';
import type { PreActionRequest } from '../../rest/operation-pipeline.ts';
import { sourceOf } from '../../rest/request-context.ts';
import type { Storage } from '../../storage/storage.ts';
import { buildRequest, type FindAuthToken, toUuid } from '../http/build-request.ts';
import { type AttemptRecord, isUnsent, toAttemptRecord } from '../http/send-result.ts';
import type { Sender } from '../http/sender.ts';
import { buildParameters, type PayloadInput } from '../payload/build-parameters.ts';
import { findConfiguredTargets, type HttpTarget } from '../targets/configured-targets.ts';
import { parseConnectionOverrides } from '../targets/delivery-policy.ts';
import { type Changes, parsePreActionResponse } from './parse-response.ts';
import { previewRequest } from './preview-request.ts';
import { recordPreActionCall } from './record-call.ts';

interface PreActionOptions {
  readonly storage: Storage;
  readonly sender: Pick<Sender, 'send'>;
  readonly findAuthToken: FindAuthToken;
  readonly clock: Clock;
  /** Creates the SID of a request, which its idempotency token is derived from. */
  readonly nextSid: () => string;
  /** Called with the result of each request. */
  readonly onAttempt: (record: AttemptRecord) => void;
  /** Called for failures of our own. */
  readonly onError: (error: unknown) => void;
}

type PreActionInput = PayloadInput & { readonly event: PreActionEvent };

/**
 * Creates the functions that call the pre-action webhooks of a change before its transaction: the service's first, then
 * the account's, which sees the changes of the first. A webhook that does not respond within its timeout, by default
 * 5 seconds, changes nothing.
 *
 * @returns functions that throw ApiError 50056 if a webhook rejects the change, 20429 or 20503 if a
 * request could not be sent for a reason of our own, and the error of an invalid value in a response.
 */
export function createPreActions(options: PreActionOptions) {
  const { storage, sender, findAuthToken, clock, nextSid, onAttempt, onError } = options;
  const callTarget = async (target: HttpTarget, input: PreActionInput): Promise<Changes> => {
    const { event, accountSid, serviceSid } = input;
    const authToken = await findAuthToken(accountSid);
    // Every account that can send requests has a token. To skip the webhook would skip its veto.
    if (authToken === undefined) throw new Error('Invariant violated: account without auth token');
    const [sid, parameters, started] = [nextSid(), buildParameters(input), clock.now()];
    const attempt = { accountSid, authToken, idempotencyToken: toUuid(sid.slice(2)), retryCount: 0 };
    const { timeouts } = parseConnectionOverrides(target.url);
    const result = await sender.send(buildRequest(target, parameters, attempt), timeouts);
    const record = toAttemptRecord(result);
    onAttempt(record);
    await recordPreActionCall(
      { storage, clock },
      { sid, event, accountSid, serviceSid, target, parameters, started, record },
    ).catch(onError);
    // The webhook had no chance to reject the change.
    if (isUnsent(result))
      throw new ApiError(
        result.kind === 'failure' && result.failure === 'resolver-unavailable' ? 20503 : 20429,
      );
    const response = parsePreActionResponse(event, result);
    if (response.kind === 'rejected') throw new ApiError(50056);
    return response.kind === 'changed' ? response.changes : {};
  };

  const findPreActionTargets = ({ accountSid, serviceSid, event }: Omit<PreActionInput, 'fields'>) =>
    storage.read(async (reader) =>
      (await findConfiguredTargets(reader, 'pre', accountSid, serviceSid))(event),
    );

  /** Calls the targets in turn. `buildFields` applies the changes so far; undefined ends the calls. */
  const callTargets = async (
    targets: readonly HttpTarget[],
    input: Omit<PreActionInput, 'fields'>,
    buildFields: (changes: Changes) => Promise<PreActionInput['fields'] | undefined>,
  ): Promise<Changes> => {
    let changes: Changes = {};
    for (const target of targets) {
      const fields = await buildFields(changes);
      if (fields === undefined) return changes;
      changes = { ...changes, ...(await callTarget(target, { ...input, fields })) };
    }
    return changes;
  };

  /** Calls the webhooks for a request of the API. Returns its parameters with the changes. */
  const callForRequest = async ({ operation, request, fetch }: PreActionRequest): Promise<object> => {
    const { preAction: event } = operation;
    if (event === undefined || isReadUpdate(event, request.parameters)) return request.parameters;
    const subject = {
      event,
      accountSid: request.accountSid,
      serviceSid: request.chatServiceSid,
      source: sourceOf(request),
      actor: request.actor,
    };
    const targets = await findPreActionTargets(subject);
    if (targets.length === 0) return request.parameters;
    const existing = operation.action === 'create' ? undefined : await fetch();
    // The object does not exist: the handler returns the error.
    if (operation.action !== 'create' && typeof existing !== 'string') return request.parameters;
    const preview = {
      event,
      operation,
      request,
      existing: typeof existing === 'string' ? existing : undefined,
    };
    const changes = await callTargets(targets, subject, (changesSoFar) => {
      const parameters = { ...request.parameters, ...changesSoFar };
      return storage.read((reader) =>
        previewRequest(reader, { ...preview, request: { ...request, parameters } }),
      );
    });
    return { ...request.parameters, ...changes };
  };

  /** Calls the webhooks for a change that an inbound message would cause. */
  const callForInbound = async (input: PreActionInput): Promise<Changes> =>
    callTargets(await findPreActionTargets(input), input, async ({ friendlyName, ...changesSoFar }) => ({
      ...input.fields,
      ...changesSoFar,
      ...(friendlyName !== undefined && { friendly_name: friendlyName }),
    }));

  return { callForRequest, callForInbound };
}

/** Whether an update only marks messages as read. Such updates have no pre-action request. */
function isReadUpdate(event: PreActionEvent, parameters: object): boolean {
  const given = Object.keys(parameters).filter((name) => name !== 'xTwilioWebhookEnabled');
  return (
    event === 'onParticipantUpdate' && given.length > 0 && given.every((name) => name.startsWith('lastRead'))
  );
}
