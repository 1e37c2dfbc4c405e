import { ApiError, type PreActionEvent, type Resource } from '@colloquy/contract';
import { parentSid } from '../resources/conversation/named.ts';
import type { Asked, Call } from '../resources/handler.ts';
import { select } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { optional, text } from '../storage/table.ts';
import { answerOf } from './answer.ts';
import { connectionOf } from './connection.ts';
import { parametersOf } from './parameters/parameters.ts';
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
 * Makes the function that asks webhooks whether a request may go on, before its transaction: the service's first,
 * then the account's, who sees what the first has changed. It answers the request's parameters with what they
 * changed. Who does not answer, in 5 seconds, changes nothing.
 *
 * @returns a function that throws ApiError 50056 for a request that one refuses, and the error of a bad value.
 */
export function preActions({ storage, sender, authTokenOf, nextToken }: PreActionOptions) {
  const ask = async (target: Target, event: PreActionEvent, { call }: Asked, facts: object) => {
    const authToken = authTokenOf(call.accountSid);
    if (authToken === undefined) return {};
    const occasion = {
      event,
      accountSid: call.accountSid,
      serviceSid: call.chatServiceSid,
      source: 'API',
      actor: call.actor,
      facts: { ...facts },
    };
    const attempt = { authToken, idempotencyToken: nextToken(), retryCount: 0 };
    const request = requestTo(target, parametersOf(occasion), attempt);
    const answer = answerOf(event, await sender.send(request, connectionOf(target.url).timeouts));
    if (answer.kind === 'rejected') throw new ApiError(50056);
    return answer.kind === 'changed' ? answer.changes : {};
  };

  return async (asked: Asked): Promise<object> => {
    const { resource, operation, call, fetch } = asked;
    const { asks: event } = operation;
    if (event === undefined || isReading(event, call.parameters)) return call.parameters;
    const targets = await targetsOf(storage, call, event);
    if (targets.length === 0) return call.parameters;
    const present = operation.action === 'create' ? undefined : await fetch();
    // What is not there is told by the handler.
    if (operation.action !== 'create' && typeof present !== 'string') return call.parameters;
    const body = typeof present === 'string' ? present : undefined;
    const conversation_sid = await conversationOf(storage, resource, call);
    let { parameters } = call;
    for (const target of targets) {
      const facts = { ...proposal(operation, parameters, body, ownSid(event)), ...conversation_sid };
      parameters = { ...parameters, ...(await ask(target, event, asked, facts)) };
    }
    return parameters;
  };
}

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

async function targetsOf(storage: Storage, call: Call, event: PreActionEvent): Promise<Target[]> {
  const key = { account_sid: call.accountSid, service_sid: call.chatServiceSid };
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
