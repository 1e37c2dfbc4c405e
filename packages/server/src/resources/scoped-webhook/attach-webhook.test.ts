import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, makeDeps, operationsOf, requestIn } from '../../../test/harness.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { serviceExists } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import { integer } from '../../storage/table.ts';
import { conversationResource } from '../conversation/handlers.ts';
import { resourcePeriodicJobs } from '../index.ts';
import { notificationResource } from '../notification/handlers.ts';
import { serviceResource } from '../service/handlers.ts';
import { webhookConfigurationResource } from '../webhook-configuration/handlers.ts';
import { attachWebhook } from './attach-webhook.ts';
import { scopedWebhookResource } from './handlers.ts';
import { findScopedWebhook } from './store.ts';

const countRows = select(
  'test.rows',
  {},
  { services: integer(), webhooks: integer(), configurations: integer(), notifications: integer() },
  () => `SELECT (SELECT count(*) FROM service) AS services,
    (SELECT count(*) FROM scoped_webhook) AS webhooks,
    (SELECT count(*) FROM webhook_configuration) AS configurations,
    (SELECT count(*) FROM notification) AS notifications`,
);
let deps: HandlerDeps;
let service: string;

beforeEach(async () => {
  deps = await makeDeps();
  const made = await operationsOf(deps, serviceResource).create({
    ...requestIn(''),
    parameters: { friendlyName: 'x' },
  });
  service = bodyOf(made).sid;
});

afterEach(() => deps.storage.close());

const rows = () => deps.storage.read((reader) => reader.one(countRows, {}));

async function createConversation(): Promise<string> {
  const made = await operationsOf(deps, conversationResource).create({
    ...requestIn(service),
    parameters: {},
  });
  return bodyOf(made).sid;
}

/** The conversation with this SID, as `attachWebhook` takes it. */
async function conversationOf(sid: string) {
  const key = { chat_service_sid: service, account_sid: requestIn('').accountSid };
  const found = await deps.storage.read((reader) => reader.one(serviceExists, key));
  if (found === undefined) throw new Error('The service was to be there.');
  return { service_id: found.id, sid };
}

const settings = { target: 'webhook', url: 'http://localhost/', filters: ['onMessageAdded'] } as const;

const attach = async (sid: string) => {
  const conversation = await conversationOf(sid);
  return deps.storage.write((transaction) =>
    attachWebhook(transaction, conversation, settings, { sids: deps.sids, now: deps.clock.now() }),
  );
};

async function runPeriodicJobs(): Promise<void> {
  for (const periodicJob of resourcePeriodicJobs(deps)) while (await periodicJob());
}

describe('a webhook attached within another transaction', () => {
  it('belongs to the conversation', async () => {
    const sid = await createConversation();
    const row = await attach(sid);
    const list = await operationsOf(deps, scopedWebhookResource).list({
      ...requestIn(service),
      parents: { ConversationSid: sid },
      parameters: {},
    });
    expect(bodyOf(list ?? '').webhooks).toMatchObject([
      {
        sid: row.sid,
        target: 'webhook',
        configuration: { url: 'http://localhost/', method: 'POST', filters: ['onMessageAdded'] },
      },
    ]);
  });

  it('does not exist when the transaction is rolled back', async () => {
    const conversation = await conversationOf(await createConversation());
    const undone = deps.storage.write(async (transaction) => {
      const { sid } = await attachWebhook(transaction, conversation, settings, { sids: deps.sids, now: 0 });
      const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
      expect(await transaction.one(findScopedWebhook, key)).toBeDefined();
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await rows()).toMatchObject({ webhooks: 0 });
  });
});

it('counts towards the configured limit', async () => {
  const sid = await createConversation();
  await attach(sid);
  const limits = { ...deps.limits, maxWebhooksPerConversation: 2 };
  const create = () =>
    operationsOf({ ...deps, limits }, scopedWebhookResource).create({
      ...requestIn(service),
      parents: { ConversationSid: sid },
      parameters: { target: 'studio', configurationFlowSid: `FW${'0'.repeat(32)}` },
    });
  await create();
  await expect(create()).rejects.toMatchObject({ code: 50361 });
  expect(await rows()).toMatchObject({ webhooks: 2 });
});

describe('deletion of a service', () => {
  it('deletes all its webhooks', async () => {
    await attach(await createConversation());
    const request = { ...requestIn(service), parameters: {} };
    await operationsOf(deps, webhookConfigurationResource).update({
      ...request,
      parameters: { method: 'GET' },
    });
    await operationsOf(deps, notificationResource).update({ ...request, parameters: { logEnabled: true } });
    expect(await rows()).toEqual({ services: 1, webhooks: 1, configurations: 1, notifications: 1 });
    await operationsOf(deps, serviceResource).delete({ ...requestIn('', service), parameters: {} });
    await runPeriodicJobs();
    expect(await rows()).toEqual({ services: 0, webhooks: 0, configurations: 0, notifications: 0 });
  });
});
