import { ApiError, type PreActionEvent } from '@colloquy/contract';
import type { Clock } from '../platform/clock.ts';
import type { Asked } from '../resources/handler.ts';
import type { Storage } from '../storage/storage.ts';
import { answerOf, type Changes } from './answer.ts';
import { recordAsking } from './asked.ts';
import { configuredTargets, type Reachable } from './configured.ts';
import { connectionOf } from './connection.ts';
import { type Occasion, parametersOf } from './parameters/parameters.ts';
import { proposal } from './proposal.ts';
import { requestTo, uuidOf } from './request.ts';
import { type AttemptRecord, recordOf } from './result.ts';
import type { Sender } from './sender.ts';

interface PreActionOptions {
  readonly storage: Storage;
  readonly sender: Pick<Sender, 'send'>;
  readonly authTokenOf: (accountSid: string) => string | undefined;
  readonly clock: Clock;
  /** Makes the SID that a request's token comes from. */
  readonly nextSid: () => string;
  /** Told of what came of each. */
  readonly asked: (record: AttemptRecord) => void;
  /** Told of errors that are our fault. */
  readonly failed: (error: unknown) => void;
}

/**
 * Makes the functions that ask webhooks whether something may be done, before its transaction: the service's first,
 * then the account's, who sees what the first has changed. Who does not answer, in 5 seconds, changes nothing.
 *
 * @returns functions that throw ApiError 50056 for what one refuses, 20429 where too many wait to be asked, and the
 * error of a bad value.
 */
export function preActions(options: PreActionOptions) {
  const { storage, sender, authTokenOf, clock, nextSid, asked, failed } = options;
  const ask = async (target: Reachable, occasion: Proposed): Promise<Changes> => {
    const { event, accountSid, serviceSid } = occasion;
    const authToken = authTokenOf(accountSid);
    if (authToken === undefined) return {};
    const [sid, parameters, started] = [nextSid(), parametersOf(occasion), clock.now()];
    const attempt = { authToken, idempotencyToken: uuidOf(sid.slice(2)), retryCount: 0 };
    const { timeouts } = connectionOf(target.url);
    const result = await sender.send(requestTo(target, parameters, attempt), timeouts);
    const record = recordOf(result);
    asked(record);
    await recordAsking(
      { storage, clock },
      { sid, event, accountSid, serviceSid, target, parameters, started, record },
    ).catch(failed);
    // Nobody was asked, so nobody has agreed.
    if (result.kind === 'failure' && result.failure === 'busy') throw new ApiError(20429);
    const answer = answerOf(event, result);
    if (answer.kind === 'rejected') throw new ApiError(50056);
    return answer.kind === 'changed' ? answer.changes : {};
  };

  const targetsOf = ({ accountSid, serviceSid, event }: Omit<Proposed, 'facts'>) =>
    storage.read(async (reader) => (await configuredTargets(reader, 'pre', accountSid, serviceSid))(event));

  /** Asks about what is proposed, and of each answer about what it has made of that. */
  const askAll = async (
    targets: readonly Reachable[],
    occasion: Omit<Proposed, 'facts'>,
    factsAfter: (changes: Changes) => Promise<Proposed['facts'] | undefined>,
  ): Promise<Changes> => {
    let changes: Changes = {};
    for (const target of targets) {
      const facts = await factsAfter(changes);
      // What cannot be done is told by the handler.
      if (facts === undefined) return changes;
      changes = { ...changes, ...(await ask(target, { ...occasion, facts })) };
    }
    return changes;
  };

  /** Asks about a request; answers its parameters as they have been changed. */
  const aboutRequest = async ({ operation, call, fetch }: Asked): Promise<object> => {
    const { asks: event } = operation;
    if (event === undefined || isReading(event, call.parameters)) return call.parameters;
    const subject = {
      event,
      accountSid: call.accountSid,
      serviceSid: call.chatServiceSid,
      source: 'API',
      actor: call.actor,
    };
    const targets = await targetsOf(subject);
    if (targets.length === 0) return call.parameters;
    const present = operation.action === 'create' ? undefined : await fetch();
    // What is not there is told by the handler.
    if (operation.action !== 'create' && typeof present !== 'string') return call.parameters;
    const request = { event, operation, call, present: typeof present === 'string' ? present : undefined };
    const changes = await askAll(targets, subject, (so) => {
      const parameters = { ...call.parameters, ...so };
      return storage.read((reader) => proposal(reader, { ...request, call: { ...call, parameters } }));
    });
    return { ...call.parameters, ...changes };
  };

  /** Asks about what a channel is about to do. */
  const aboutInbound = async (proposed: Proposed): Promise<Changes> =>
    askAll(await targetsOf(proposed), proposed, async ({ friendlyName, ...so }) => ({
      ...proposed.facts,
      ...so,
      ...(friendlyName !== undefined && { friendly_name: friendlyName }),
    }));

  return { aboutRequest, aboutInbound };
}

type Proposed = Occasion & { readonly event: PreActionEvent };

/** Nobody is asked whether somebody may have read a message. */
function isReading(event: PreActionEvent, parameters: object): boolean {
  const given = Object.keys(parameters).filter((name) => name !== 'xTwilioWebhookEnabled');
  return (
    event === 'onParticipantUpdate' && given.length > 0 && given.every((name) => name.startsWith('lastRead'))
  );
}
