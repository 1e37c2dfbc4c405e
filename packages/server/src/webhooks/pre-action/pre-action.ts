import { ApiError, type PreActionEvent } from '@colloquy/contract';
import type { Clock } from '../../platform/clock.ts';
import type { PreActionRequest } from '../../rest/pipeline.ts';
import type { Storage } from '../../storage/storage.ts';
import { parseConnectionOverrides } from '../delivery/delivery-policy.ts';
import { buildRequest, toUuid } from '../http/build-request.ts';
import { type AttemptRecord, toAttemptRecord } from '../http/send-result.ts';
import type { Sender } from '../http/sender.ts';
import { buildParameters, type PayloadInput } from '../payload/build-parameters.ts';
import { findConfiguredTargets, type HttpTarget } from '../queue/configured-targets.ts';
import { type Changes, parsePreActionResponse } from './parse-response.ts';
import { previewRequest } from './preview-request.ts';
import { recordPreActionCall } from './record-call.ts';

interface PreActionOptions {
  readonly storage: Storage;
  readonly sender: Pick<Sender, 'send'>;
  readonly findAuthToken: (accountSid: string) => string | undefined;
  readonly clock: Clock;
  /** Makes the SID that a request's token comes from. */
  readonly nextSid: () => string;
  /** Told of what came of each. */
  readonly onAttempt: (record: AttemptRecord) => void;
  /** Told of errors that are our fault. */
  readonly onError: (error: unknown) => void;
}

/**
 * Makes the functions that ask webhooks whether something may be done, before its transaction: the service's first,
 * then the account's, who sees what the first has changed. Who does not answer, in 5 seconds, changes nothing.
 *
 * @returns functions that throw ApiError 50056 for what one refuses, 20429 where too many wait to be asked, and the
 * error of a bad value.
 */
export function createPreActions(options: PreActionOptions) {
  const { storage, sender, findAuthToken, clock, nextSid, onAttempt, onError } = options;
  const callTarget = async (target: HttpTarget, input: PreActionInput): Promise<Changes> => {
    const { event, accountSid, serviceSid } = input;
    const authToken = findAuthToken(accountSid);
    if (authToken === undefined) return {};
    const [sid, parameters, started] = [nextSid(), buildParameters(input), clock.now()];
    const attempt = { authToken, idempotencyToken: toUuid(sid.slice(2)), retryCount: 0 };
    const { timeouts } = parseConnectionOverrides(target.url);
    const result = await sender.send(buildRequest(target, parameters, attempt), timeouts);
    const record = toAttemptRecord(result);
    onAttempt(record);
    await recordPreActionCall(
      { storage, clock },
      { sid, event, accountSid, serviceSid, target, parameters, started, record },
    ).catch(onError);
    // Nobody was asked, so nobody has agreed.
    if (result.kind === 'failure' && result.failure === 'busy') throw new ApiError(20429);
    const response = parsePreActionResponse(event, result);
    if (response.kind === 'rejected') throw new ApiError(50056);
    return response.kind === 'changed' ? response.changes : {};
  };

  const findPreActionTargets = ({ accountSid, serviceSid, event }: Omit<PreActionInput, 'fields'>) =>
    storage.read(async (reader) =>
      (await findConfiguredTargets(reader, 'pre', accountSid, serviceSid))(event),
    );

  /** Asks about what is proposed, and of each answer about what it has made of that. */
  const callTargets = async (
    targets: readonly HttpTarget[],
    input: Omit<PreActionInput, 'fields'>,
    buildFields: (changes: Changes) => Promise<PreActionInput['fields'] | undefined>,
  ): Promise<Changes> => {
    let changes: Changes = {};
    for (const target of targets) {
      const fields = await buildFields(changes);
      // What cannot be done is told by the handler.
      if (fields === undefined) return changes;
      changes = { ...changes, ...(await callTarget(target, { ...input, fields })) };
    }
    return changes;
  };

  /** Asks about a request; answers its parameters as they have been changed. */
  const callForRequest = async ({ operation, request, fetch }: PreActionRequest): Promise<object> => {
    const { preAction: event } = operation;
    if (event === undefined || isReadUpdate(event, request.parameters)) return request.parameters;
    const subject = {
      event,
      accountSid: request.accountSid,
      serviceSid: request.chatServiceSid,
      source: 'API',
      actor: request.actor,
    };
    const targets = await findPreActionTargets(subject);
    if (targets.length === 0) return request.parameters;
    const existing = operation.action === 'create' ? undefined : await fetch();
    // What is not there is told by the handler.
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

  /** Asks about what a channel is about to do. */
  const callForInbound = async (input: PreActionInput): Promise<Changes> =>
    callTargets(await findPreActionTargets(input), input, async ({ friendlyName, ...changesSoFar }) => ({
      ...input.fields,
      ...changesSoFar,
      ...(friendlyName !== undefined && { friendly_name: friendlyName }),
    }));

  return { callForRequest, callForInbound };
}

type PreActionInput = PayloadInput & { readonly event: PreActionEvent };

/** Nobody is asked whether somebody may have read a message. */
function isReadUpdate(event: PreActionEvent, parameters: object): boolean {
  const given = Object.keys(parameters).filter((name) => name !== 'xTwilioWebhookEnabled');
  return (
    event === 'onParticipantUpdate' && given.length > 0 && given.every((name) => name.startsWith('lastRead'))
  );
}
