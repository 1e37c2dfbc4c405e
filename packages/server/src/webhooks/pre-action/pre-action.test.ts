import { expect, test } from 'vitest';
import { account, makeDeps } from '../../../test/harness.ts';
import { openPipelines } from '../../../test/pipelines.ts';
import { accountWebhooks } from '../../resources/webhook-configuration/store.ts';
import type { FailureCode } from '../http/send-result.ts';
import { createPreActions } from './pre-action.ts';

/** Calls the pre-action webhook of a new conversation; its request fails. */
async function callWebhook(failure: FailureCode, authToken?: string): Promise<object> {
  const { storage, clock, sids } = await makeDeps();
  await storage.write((transaction) =>
    transaction.insert(accountWebhooks.statements.add, {
      account_sid: account,
      pre_webhook_url: 'https://target.example',
      post_webhook_url: null,
      method: 'POST',
      filters: '["onConversationAdd"]',
      target: 'webhook',
    }),
  );
  const { callForInbound } = createPreActions({
    storage,
    clock,
    sender: { send: async () => ({ kind: 'failure', failure, detail: '', durationMs: 0 }) },
    findAuthToken: async () => authToken,
    nextSid: () => sids.next('WD'),
    onAttempt: () => {},
    onError: (error) => expect.fail(String(error)),
  });
  const input = { accountSid: account, serviceSid: '', source: 'SMS', actor: null, fields: {} };
  return callForInbound({ event: 'onConversationAdd', ...input }).finally(() => storage.close());
}

test('a failure of our own fails the change, because the webhook could not veto it', async () => {
  for (const failure of ['busy', 'closed'] as const)
    await expect(callWebhook(failure, 'token')).rejects.toMatchObject({ code: 20429 });
  await expect(callWebhook('read-timeout')).rejects.toThrow('account without auth token');
});

test('a webhook that does not respond changes nothing', async () => {
  expect(await callWebhook('read-timeout', 'token')).toEqual({});
});

test('a webhook receives the identity of a user, who is the author and may be the creator', async () => {
  const { deps, send, make, hooks, close } = await openPipelines('sqlite');
  await make({
    operation: 'UpdateConfigurationWebhook',
    form: {
      PreWebhookUrl: 'https://target.example',
      Filters: ['onConversationAdd', 'onParticipantAdd', 'onMessageAdd'],
    },
  });
  const requests: URLSearchParams[] = [];
  const { callForRequest } = createPreActions({
    ...deps,
    sender: {
      async send({ body }) {
        requests.push(new URLSearchParams(String(body)));
        return { kind: 'reply', status: 200, body: Buffer.of(), isComplete: true, durationMs: 0 };
      },
    },
    findAuthToken: async () => 'token',
    nextSid: () => deps.sids.next('WD'),
    onAttempt: () => {},
    onError: (error) => expect.fail(String(error)),
  });
  hooks.preAction = callForRequest;

  const identity = 'ann';
  const sid = await make({ identity, operation: 'CreateServiceConversation' });
  const path = { ConversationSid: sid };
  const form = { Identity: identity };
  const participant = await send({
    identity,
    operation: 'CreateServiceConversationParticipant',
    path,
    form,
  });
  await make({ identity, operation: 'CreateServiceConversationMessage', path, form: { Body: 'Hello' } });

  expect(requests.map((request) => request.get('EventType'))).toEqual([
    'onConversationAdd',
    'onParticipantAdd',
    'onMessageAdd',
  ]);
  for (const request of requests)
    expect([request.get('Source'), request.get('ClientIdentity')]).toEqual(['SDK', identity]);
  expect(requests[1]?.get('RoleSid')).toBe(participant.body['role_sid']);
  expect(requests[2]?.get('Author')).toBe(identity);
  expect(requests[2]?.get('ParticipantSid')).toBe(participant.body['sid']);
  await close();
});
