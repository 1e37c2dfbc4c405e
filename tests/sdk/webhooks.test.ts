import type {
  WebhookContextUpdateOptions,
  WebhookInstance,
  WebhookListInstanceCreateOptions,
  WebhookListInstanceOptions,
} from 'twilio/lib/rest/conversations/v1/conversation/webhook.js';
import { describe, expect, it } from 'vitest';
import { type OfficialClient, sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { type Mount, mounts } from './support/mounts.ts';

const url = 'https://app.example/hook';
const flowSid = `FW${'0123456789abcdef'.repeat(2)}`;

/** The common members of the client's two classes for a scoped webhook. */
type Webhook = Pick<
  WebhookInstance,
  'sid' | 'accountSid' | 'target' | 'configuration' | 'dateCreated' | 'url' | 'toJSON'
>;

interface Webhooks {
  (
    sid: string,
  ): {
    fetch(): Promise<Webhook>;
    update(params: WebhookContextUpdateOptions): Promise<Webhook>;
    remove(): Promise<boolean>;
  };
  create(params: WebhookListInstanceCreateOptions): Promise<Webhook>;
  list(params: WebhookListInstanceOptions): Promise<Webhook[]>;
}

/** The scoped webhooks of a new conversation, by a mount. */
async function webhooksOf(
  { conversations: { v1 } }: OfficialClient,
  mount: Mount,
  serviceSid: string,
): Promise<Webhooks> {
  if (mount === 'account') return v1.conversations((await v1.conversations.create()).sid).webhooks;
  const { conversations } = v1.services(serviceSid);
  return conversations((await conversations.create()).sid).webhooks;
}

describe.each(sdkRuns)('the webhooks of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { v1 } = client.conversations;
  const { sid: serviceSid } = await v1.services.create({ friendlyName: 'SDK' });

  describe.each(mounts)('scoped webhooks by the %s path', (mount) => {
    const fresh = () => webhooksOf(client, mount, serviceSid);

    it('the official client creates, fetches, updates and deletes scoped webhooks for events', async () => {
      const webhooks = await fresh();
      const made = await webhooks.create({
        target: 'webhook',
        'configuration.url': url,
        'configuration.method': 'get',
        'configuration.filters': ['onMessageAdded', 'onConversationUpdated'],
        'configuration.replayAfter': 0,
      });
      expect(made).toMatchObject({
        accountSid: colloquy.accountSid,
        target: 'webhook',
        configuration: {
          url,
          method: 'GET',
          filters: ['onMessageAdded', 'onConversationUpdated'],
          replay_after: 0,
        },
      });
      expect(made.dateCreated).toBeInstanceOf(Date);
      const scope = mount === 'service' ? `/v1/Services/${serviceSid}` : '/v1';
      const path = `${scope}/Conversations/${made.toJSON().conversationSid}/Webhooks/${made.sid}`;
      expect(made.url).toBe(colloquy.baseUrl + path);
      const webhook = webhooks(made.sid);
      expect((await webhook.fetch()).toJSON()).toEqual(made.toJSON());
      const changed = await webhook.update({
        'configuration.url': `${url}/2`,
        'configuration.method': 'post',
        'configuration.filters': ['onDeliveryUpdated'],
      });
      expect(changed.configuration).toEqual({
        url: `${url}/2`,
        method: 'POST',
        filters: ['onDeliveryUpdated'],
        replay_after: 0,
      });
      expect((await webhook.fetch()).toJSON()).toEqual(changed.toJSON());
      expect(await webhook.remove()).toBe(true);
      await expect(webhook.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
      await expect(webhook.remove()).rejects.toMatchObject({ status: 404, code: 20404 });
    });

    it('the official client creates scoped webhooks for keywords and for Studio', async () => {
      const webhooks = await fresh();
      const trigger = await webhooks.create({
        target: 'trigger',
        'configuration.url': url,
        'configuration.triggers': ['help', 'stop'],
      });
      expect(trigger.configuration).toEqual({ url, method: 'POST', triggers: ['help', 'stop'] });
      const webhook = webhooks(trigger.sid);
      const changed = await webhook.update({ 'configuration.triggers': ['go'] });
      expect(changed.configuration).toEqual({ url, method: 'POST', triggers: ['go'] });
      const studio = await webhooks.create({ target: 'studio', 'configuration.flowSid': flowSid });
      expect(studio.configuration).toEqual({ flow_sid: flowSid });
    });

    it('the official client lists scoped webhooks oldest first, with any page size', async () => {
      const webhooks = await fresh();
      const sids: string[] = [];
      for (let i = 0; i < 5; i++) {
        const made = await webhooks.create({ target: 'studio', 'configuration.flowSid': flowSid });
        sids.push(made.sid);
      }
      const listed = async (params: { limit?: number; pageSize?: number }) =>
        (await webhooks.list(params)).map(({ sid }) => sid);
      expect(await listed({})).toEqual(sids);
      expect(await listed({ limit: 20 })).toEqual(sids);
      expect(await listed({ pageSize: 2 })).toEqual(sids);
      expect(await listed({ limit: 3, pageSize: 2 })).toEqual(sids.slice(0, 3));
      await expect(
        webhooks.create({ target: 'studio', 'configuration.flowSid': flowSid }),
      ).rejects.toMatchObject({ status: 400, code: 50361 });
    });

    it('the official client reports the errors of scoped webhooks', async () => {
      const webhooks = await fresh();
      await expect(
        webhooks.create({
          target: 'webhook',
          'configuration.url': url,
          'configuration.filters': ['onMessageAdd'],
        }),
      ).rejects.toMatchObject({
        status: 400,
        code: 50365,
        moreInfo: 'https://www.twilio.com/docs/errors/50365',
      });
    });
  });

  it('the official client fetches and updates the webhook configuration of a service', async () => {
    const webhooks = v1.services(serviceSid).configuration.webhooks();
    expect(await webhooks.fetch()).toMatchObject({
      accountSid: colloquy.accountSid,
      chatServiceSid: serviceSid,
      preWebhookUrl: null,
      postWebhookUrl: null,
      filters: null,
      method: null,
    });
    const changed = await webhooks.update({
      preWebhookUrl: `${url}/pre`,
      postWebhookUrl: `${url}/post`,
      method: 'GET',
      filters: ['onMessageAdd', 'onMessageAdded'],
    });
    expect(changed).toMatchObject({
      preWebhookUrl: `${url}/pre`,
      postWebhookUrl: `${url}/post`,
      method: 'GET',
      filters: ['onMessageAdd', 'onMessageAdded'],
    });
    expect((await webhooks.fetch()).toJSON()).toEqual(changed.toJSON());
  });

  it('the official client fetches and updates the webhook configuration of the account', async () => {
    const webhooks = v1.configuration.webhooks();
    expect(await webhooks.fetch()).toMatchObject({
      accountSid: colloquy.accountSid,
      preWebhookUrl: null,
      postWebhookUrl: null,
      filters: [],
      method: 'POST',
      target: 'webhook',
    });
    const changed = await webhooks.update({
      postWebhookUrl: url,
      method: 'GET',
      filters: ['onUserAdded'],
      target: 'flex',
    });
    expect(changed).toMatchObject({
      preWebhookUrl: null,
      postWebhookUrl: url,
      method: 'GET',
      filters: ['onUserAdded'],
      target: 'flex',
    });
    expect((await webhooks.fetch()).toJSON()).toEqual(changed.toJSON());
  });

  it('the official client fetches and updates the push notification settings of a service', async () => {
    const notifications = v1.services(serviceSid).configuration.notifications();
    expect(await notifications.fetch()).toMatchObject({
      accountSid: colloquy.accountSid,
      chatServiceSid: serviceSid,
      logEnabled: false,
      newMessage: { enabled: false, badge_count_enabled: false, with_media: { enabled: false } },
      addedToConversation: { enabled: false },
      removedFromConversation: { enabled: false },
    });
    const changed = await notifications.update({
      logEnabled: true,
      'newMessage.enabled': true,
      'newMessage.template': 'A message from ${PARTICIPANT}',
      'newMessage.sound': 'ping',
      'newMessage.badgeCountEnabled': true,
      'newMessage.withMedia.enabled': true,
      'newMessage.withMedia.template': '${MEDIA_COUNT} files',
      'addedToConversation.enabled': true,
      'addedToConversation.template': 'Welcome',
      'addedToConversation.sound': 'hello',
      'removedFromConversation.enabled': true,
      'removedFromConversation.template': 'Farewell',
      'removedFromConversation.sound': 'bye',
    });
    expect(changed).toMatchObject({
      logEnabled: true,
      newMessage: {
        enabled: true,
        template: 'A message from ${PARTICIPANT}',
        sound: 'ping',
        badge_count_enabled: true,
        with_media: { enabled: true, template: '${MEDIA_COUNT} files' },
      },
      addedToConversation: { enabled: true, template: 'Welcome', sound: 'hello' },
      removedFromConversation: { enabled: true, template: 'Farewell', sound: 'bye' },
    });
    expect((await notifications.fetch()).toJSON()).toEqual(changed.toJSON());
  });
});
