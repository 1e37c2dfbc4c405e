import { ApiError, type PreActionEvent, type Resource } from '@colloquy/contract';
import { parentSid } from '../resources/conversation/named.ts';
import type { Asked, Call } from '../resources/handler.ts';
import type { Storage } from '../storage/storage.ts';
import { answerOf, type Changes } from './answer.ts';
import { configuredTargets, type Reachable } from './configured.ts';
import { connectionOf } from './connection.ts';
import { type Occasion, parametersOf } from './parameters/parameters.ts';
import { proposal } from './proposal.ts';
import { requestTo } from './request.ts';
import type { Sender } from './sender.ts';

interface PreActionOptions {
  readonly storage: Storage;
  readonly sender: Pick<Sender, 'send'>;
  readonly authTokenOf: (accountSid: string) => string | undefined;
  /** Makes the token of a request. */
  readonly nextToken: () => string;
}

/**
 * Makes the functions that ask webhooks whether something may be done, before its transaction: the service's first,
 * then the account's, who sees what the first has changed. Who does not answer, in 5 seconds, changes nothing.
 *
 * @returns functions that throw ApiError 50056 for what one refuses, and the error of a bad value.
 */
export function preActions({ storage, sender, authTokenOf, nextToken }: PreActionOptions) {
  const ask = async (target: Reachable, occasion: Proposed): Promise<Changes> => {
    const authToken = authTokenOf(occasion.accountSid);
    if (authToken === undefined) return {};
    const attempt = { authToken, idempotencyToken: nextToken(), retryCount: 0 };
    const request = requestTo(target, parametersOf(occasion), attempt);
    const { timeouts } = connectionOf(target.url);
    const answer = answerOf(occasion.event, await sender.send(request, timeouts));
    if (answer.kind === 'rejected') throw new ApiError(50056);
    return answer.kind === 'changed' ? answer.changes : {};
  };

  const targetsOf = ({ accountSid, serviceSid, event }: Omit<Proposed, 'facts'>) =>
    storage.read(async (reader) => (await configuredTargets(reader, 'pre', accountSid, serviceSid))(event));

  /** Asks about what is proposed, and of each answer about what it has made of that. */
  const askAll = async (
    targets: readonly Reachable[],
    occasion: Omit<Proposed, 'facts'>,
    factsAfter: (changes: Changes) => Proposed['facts'],
  ): Promise<Changes> => {
    let changes: Changes = {};
    for (const target of targets) {
      const facts = factsAfter(changes);
      changes = { ...changes, ...(await ask(target, { ...occasion, facts })) };
    }
    return changes;
  };

  /** Asks about a request; answers its parameters as they have been changed. */
  const aboutRequest = async ({ resource, operation, call, fetch }: Asked): Promise<object> => {
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
    const body = typeof present === 'string' ? present : undefined;
    const conversation = await conversationOf(storage, resource, call);
    const changes = await askAll(targets, subject, (so) => ({
      ...proposal(operation, { ...call.parameters, ...so }, body, ownSid(event)),
      ...conversation,
    }));
    return { ...call.parameters, ...changes };
  };

  /** Asks about what a channel is about to do. */
  const aboutInbound = async (proposed: Proposed): Promise<Changes> =>
    askAll(await targetsOf(proposed), proposed, ({ friendlyName, ...so }) => ({
      ...proposed.facts,
      ...so,
      ...(friendlyName !== undefined && { friendly_name: friendlyName }),
    }));

  return { aboutRequest, aboutInbound };
}

type Proposed = Occasion & { readonly event: PreActionEvent };

/** The name in the log of the SID of what an event is about. */
const ownSid = (event: PreActionEvent): string =>
  `${event.replace(/^on(Conversation|Participant|Message|User).*$/, '$1').toLowerCase()}_sid`;

/** Nobody is asked whether somebody may have read a message. */
function isReading(event: PreActionEvent, parameters: object): boolean {
  const given = Object.keys(parameters).filter((name) => name !== 'xTwilioWebhookEnabled');
  return (
    event === 'onParticipantUpdate' && given.length > 0 && given.every((name) => name.startsWith('lastRead'))
  );
}

async function conversationOf(storage: Storage, { path }: Resource, call: Call) {
  if (!path.includes('{ConversationSid}')) return {};
  return { conversation_sid: await storage.read((reader) => parentSid(reader, call)) };
}
