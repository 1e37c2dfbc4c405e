import { ApiError, type PreActionEvent, type Resource } from '@colloquy/contract';
import { parentSid } from '../resources/conversation/named.ts';
import type { Asked, Call } from '../resources/handler.ts';
import { select } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { optional, text } from '../storage/table.ts';
import { answerOf, type Changes } from './answer.ts';
import { connectionOf } from './connection.ts';
import { type Occasion, parametersOf } from './parameters/parameters.ts';
import { proposal } from './proposal.ts';
import { requestTo } from './request.ts';
import type { Sender } from './sender.ts';

const findTargets = select(
  'webhook.pre-action',
  { account_sid: text(), service_sid: text() },
  {
    service_url: optional(text()),
    service_method: optional(text()),
    service_filters: optional(text()),
    account_url: optional(text()),
    account_method: optional(text()),
    account_filters: optional(text()),
    account_target: optional(text()),
  },
  () => `SELECT webhook_configuration.pre_webhook_url AS service_url,
      webhook_configuration.method AS service_method, webhook_configuration.filters AS service_filters,
      configuration_webhook.pre_webhook_url AS account_url, configuration_webhook.method AS account_method,
      configuration_webhook.filters AS account_filters, configuration_webhook.target AS account_target
    FROM account
    LEFT JOIN configuration_webhook ON configuration_webhook.account_sid = account.sid
    LEFT JOIN service ON service.sid = :service_sid
    LEFT JOIN webhook_configuration ON webhook_configuration.service_id = service.id
    WHERE account.sid = :account_sid`,
);

interface Target {
  readonly url: string;
  readonly method: 'GET' | 'POST';
}

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
  const ask = async (target: Target, occasion: Proposed): Promise<Changes> => {
    const authToken = authTokenOf(occasion.accountSid);
    if (authToken === undefined) return {};
    const attempt = { authToken, idempotencyToken: nextToken(), retryCount: 0 };
    const request = requestTo(target, parametersOf(occasion), attempt);
    const { timeouts } = connectionOf(target.url);
    const answer = answerOf(occasion.event, await sender.send(request, timeouts));
    if (answer.kind === 'rejected') throw new ApiError(50056);
    return answer.kind === 'changed' ? answer.changes : {};
  };

  /** Asks about what is proposed, and of each answer about what it has made of that. */
  const askAll = async (
    { accountSid, serviceSid, ...rest }: Omit<Proposed, 'facts'>,
    factsAfter: (changes: Changes) => Proposed['facts'],
  ): Promise<Changes> => {
    let changes: Changes = {};
    for (const target of await targetsOf(storage, accountSid, serviceSid, rest.event)) {
      const facts = factsAfter(changes);
      changes = { ...changes, ...(await ask(target, { accountSid, serviceSid, ...rest, facts })) };
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
    if ((await targetsOf(storage, call.accountSid, call.chatServiceSid, event)).length === 0)
      return call.parameters;
    const present = operation.action === 'create' ? undefined : await fetch();
    // What is not there is told by the handler.
    if (operation.action !== 'create' && typeof present !== 'string') return call.parameters;
    const body = typeof present === 'string' ? present : undefined;
    const conversation = await conversationOf(storage, resource, call);
    const changes = await askAll(subject, (so) => ({
      ...proposal(operation, { ...call.parameters, ...so }, body, ownSid(event)),
      ...conversation,
    }));
    return { ...call.parameters, ...changes };
  };

  /** Asks about what a channel is about to do. */
  const aboutInbound = (proposed: Proposed): Promise<Changes> =>
    askAll(proposed, ({ friendlyName, ...so }) => ({
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

async function targetsOf(
  storage: Storage,
  account_sid: string,
  service_sid: string,
  event: PreActionEvent,
): Promise<Target[]> {
  const key = { account_sid, service_sid };
  const found = await storage.read((reader) => reader.one(findTargets, key));
  if (found === undefined) return [];
  const target = (url: string | null, method: string | null, filters: string | null): Target[] =>
    url !== null && filters !== null && JSON.parse(filters).includes(event)
      ? [{ url, method: method === 'GET' ? 'GET' : 'POST' }]
      : [];
  return [
    ...target(found.service_url, found.service_method, found.service_filters),
    ...(found.account_target === 'flex'
      ? []
      : target(found.account_url, found.account_method, found.account_filters)),
  ];
}
