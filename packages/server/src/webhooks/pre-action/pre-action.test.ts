import { expect, test } from 'vitest';
import { account, makeDeps } from '../../../test/harness.ts';
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
    findAuthToken: () => authToken,
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
