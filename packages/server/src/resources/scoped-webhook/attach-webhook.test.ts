import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, callIn, makeDeps } from '../../../test/tools.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { select } from '../../storage/statement.ts';
import { integer } from '../../storage/table.ts';
import { conversationHandlers } from '../conversation/handlers.ts';
import { resourcesOf } from '../index.ts';
import { notificationHandlers } from '../notification/handlers.ts';
import { serviceHandlers } from '../service/handlers.ts';
import { serviceExists } from '../service/store.ts';
import { webhookConfigurationHandlers } from '../webhook-configuration/handlers.ts';
import { attachWebhook } from './attach-webhook.ts';
import { scopedWebhookHandlers } from './handlers.ts';
import { getScopedWebhook } from './store.ts';

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
  const made = await serviceHandlers(deps).create({ ...callIn(''), parameters: { friendlyName: 'x' } });
  service = bodyOf(made).sid;
});

afterEach(() => deps.storage.close());

const rows = () => deps.storage.read((reader) => reader.one(countRows, {}));

async function createConversation(): Promise<string> {
  const made = await conversationHandlers(deps).create({ ...callIn(service), parameters: {} });
  return bodyOf(made).sid;
}

/** The conversation with this SID, as `attachWebhook` takes it. */
async function conversationOf(sid: string) {
  const key = { chat_service_sid: service, account_sid: callIn('').accountSid };
  const found = await deps.storage.read((reader) => reader.one(serviceExists, key));
  if (found === undefined) throw new Error('The service was to be there.');
  return { service_id: found.id, sid };
}

const settings = { target: 'webhook', url: 'http://localhost/', filters: ['onMessageAdded'] } as const;

const attach = async (sid: string) => {
  const conversation = await conversationOf(sid);
  return deps.storage.write((transaction) =>
    attachWebhook(transaction, deps.sids, conversation, settings, deps.clock.now()),
  );
};

async function doChores(): Promise<void> {
  for (const periodicJob of resourcesOf(deps).periodicJobs) while (await periodicJob());
}

describe('a webhook that is attached within another transaction', () => {
  it('is one of the conversation from then on', async () => {
    const sid = await createConversation();
    const row = await attach(sid);
    const list = await scopedWebhookHandlers(deps).list({
      ...callIn(service),
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

  it('is not there when that is undone', async () => {
    const conversation = await conversationOf(await createConversation());
    const undone = deps.storage.write(async (transaction) => {
      const { sid } = await attachWebhook(transaction, deps.sids, conversation, settings, 0);
      const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
      expect(await transaction.one(getScopedWebhook, key)).toBeDefined();
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await rows()).toMatchObject({ webhooks: 0 });
  });
});

it('counts towards a limit that the configuration gives', async () => {
  const sid = await createConversation();
  await attach(sid);
  const limits = { ...deps.limits, maxWebhooksPerConversation: 2 };
  const create = () =>
    scopedWebhookHandlers({ ...deps, limits }).create({
      ...callIn(service),
      parents: { ConversationSid: sid },
      parameters: { target: 'studio', configurationFlowSid: `FW${'0'.repeat(32)}` },
    });
  await create();
  await expect(create()).rejects.toMatchObject({ code: 50361 });
  expect(await rows()).toMatchObject({ webhooks: 2 });
});

describe('what a deletion leaves', () => {
  it('is nothing of the service', async () => {
    await attach(await createConversation());
    const request = { ...callIn(service), parameters: {} };
    await webhookConfigurationHandlers(deps).update({ ...request, parameters: { method: 'GET' } });
    await notificationHandlers(deps).update({ ...request, parameters: { logEnabled: true } });
    expect(await rows()).toEqual({ services: 1, webhooks: 1, configurations: 1, notifications: 1 });
    await serviceHandlers(deps).delete({ ...callIn('', service), parameters: {} });
    await doChores();
    expect(await rows()).toEqual({ services: 0, webhooks: 0, configurations: 0, notifications: 0 });
  });
});
