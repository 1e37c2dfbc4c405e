import { describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';

const missing = { status: 404, code: 20404 };

describe.each(sdkRuns)('the configuration by the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { v1 } = client.conversations;

  it('the official client fetches and updates the configuration of an account', async () => {
    const { conversations } = v1;
    const before = await v1.configuration().fetch();
    expect(before).toMatchObject({
      accountSid: colloquy.accountSid,
      defaultChatServiceSid: (await conversations.create()).chatServiceSid,
      defaultInactiveTimer: null,
      defaultClosedTimer: null,
      url: `${colloquy.baseUrl}/v1/Configuration`,
    });
    const { sid } = await v1.services.create({ friendlyName: 'default from now on' });
    const changed = await v1.configuration().update({
      defaultChatServiceSid: sid,
      defaultMessagingServiceSid: `MG${'1'.repeat(32)}`,
      defaultInactiveTimer: 'PT1M',
      defaultClosedTimer: 'PT15M',
    });
    expect(changed).toMatchObject({
      defaultChatServiceSid: sid,
      defaultMessagingServiceSid: `MG${'1'.repeat(32)}`,
      defaultInactiveTimer: 'PT1M',
      defaultClosedTimer: 'PT15M',
      links: {
        service: `${colloquy.baseUrl}/v1/Services/${sid}/Configuration`,
        webhooks: `${colloquy.baseUrl}/v1/Configuration/Webhooks`,
      },
    });
    expect((await v1.configuration().fetch()).toJSON()).toEqual(changed.toJSON());
    const made = await conversations.create();
    expect(made).toMatchObject({ chatServiceSid: sid, messagingServiceSid: `MG${'1'.repeat(32)}` });
    expect(Object.keys(made.timers)).toEqual(['date_inactive', 'date_closed']);
    await expect(
      v1.configuration().update({ defaultChatServiceSid: `IS${'0'.repeat(32)}` }),
    ).rejects.toMatchObject({ status: 404, code: 50050 });
  });

  it('the official client fetches and updates the configuration of a service', async () => {
    const { sid } = await v1.services.create({ friendlyName: 'configured' });
    const service = v1.services(sid);
    const before = await service.configuration().fetch();
    const names = new Map((await service.roles.list()).map((role) => [role.sid, role.friendlyName]));
    expect(before).toMatchObject({ chatServiceSid: sid, reachabilityEnabled: false });
    expect(names.get(before.defaultConversationCreatorRoleSid)).toBe('channel admin');
    expect(names.get(before.defaultConversationRoleSid)).toBe('channel user');
    expect(names.get(before.defaultChatServiceRoleSid)).toBe('service user');
    const [own, shared] = await Promise.all([
      service.roles.create({ friendlyName: 'own', type: 'service', permission: ['joinConversation'] }),
      service.roles.create({ friendlyName: 'shared', type: 'conversation', permission: ['sendMessage'] }),
    ]);
    const changed = await service.configuration().update({
      defaultConversationCreatorRoleSid: shared.sid,
      defaultConversationRoleSid: shared.sid,
      defaultChatServiceRoleSid: own.sid,
      reachabilityEnabled: true,
    });
    expect((await service.configuration().fetch()).toJSON()).toEqual(changed.toJSON());
    expect(changed).toMatchObject({
      defaultConversationCreatorRoleSid: shared.sid,
      defaultConversationRoleSid: shared.sid,
      defaultChatServiceRoleSid: own.sid,
      reachabilityEnabled: true,
      url: `${colloquy.baseUrl}/v1/Services/${sid}/Configuration`,
    });
    expect((await service.users.create({ identity: 'alice' })).roleSid).toBe(own.sid);
    await expect(
      service.configuration().update({ defaultChatServiceRoleSid: shared.sid }),
    ).rejects.toMatchObject({ status: 400, code: 50105 });
  });

  it('the official client creates, fetches, lists, updates and deletes address configurations', async () => {
    const { addressConfigurations } = v1;
    const made = await addressConfigurations.create({
      type: 'whatsapp',
      address: 'whatsapp:+15550100',
      friendlyName: 'Help',
      'autoCreation.enabled': true,
      'autoCreation.type': 'webhook',
      'autoCreation.webhookUrl': 'https://hooks.example/',
      'autoCreation.webhookMethod': 'get',
      'autoCreation.webhookFilters': ['onMessageAdded', 'onParticipantAdded'],
    });
    expect(made).toMatchObject({
      accountSid: colloquy.accountSid,
      type: 'whatsapp',
      address: 'whatsapp:+15550100',
      friendlyName: 'Help',
      addressCountry: null,
      autoCreation: {
        enabled: true,
        type: 'webhook',
        conversation_service_sid: null,
        webhook_url: 'https://hooks.example/',
        webhook_method: 'GET',
        webhook_filters: ['onMessageAdded', 'onParticipantAdded'],
        studio_flow_sid: null,
        studio_retry_count: null,
      },
    });
    expect(made.dateCreated).toBeInstanceOf(Date);
    const other = await addressConfigurations.create({ type: 'sms', address: '+15550100' });
    for (const name of [made.sid, 'whatsapp:+15550100'])
      expect((await addressConfigurations(name).fetch()).toJSON()).toEqual(made.toJSON());
    expect((await addressConfigurations('+15550100').fetch()).sid).toBe(other.sid);
    const sids = async (params = {}) => (await addressConfigurations.list(params)).map(({ sid }) => sid);
    expect(await sids({ pageSize: 1 })).toEqual([other.sid, made.sid]);
    expect(await sids({ type: 'whatsapp' })).toEqual([made.sid]);
    const changed = await addressConfigurations(made.address).update({
      friendlyName: '',
      'autoCreation.enabled': false,
      'autoCreation.webhookFilters': [],
      'autoCreation.studioRetryCount': 2,
    });
    expect(changed).toMatchObject({ sid: made.sid, friendlyName: null });
    expect(changed.autoCreation).toMatchObject({ enabled: false, studio_retry_count: 2 });
    await expect(addressConfigurations.create({ type: 'sms', address: '+15550100' })).rejects.toMatchObject({
      status: 409,
      code: 20409,
    });
    expect(await addressConfigurations(made.sid).remove()).toBe(true);
    await expect(addressConfigurations(made.sid).fetch()).rejects.toMatchObject(missing);
    expect(await sids()).toEqual([other.sid]);
  });

  it('the official client creates, fetches, lists, updates and deletes push credentials', async () => {
    const { credentials } = v1;
    const made = await credentials.create({
      type: 'apn',
      friendlyName: 'Phones',
      certificate: 'PEM',
      privateKey: 'PEM',
      sandbox: true,
    });
    expect(made).toMatchObject({
      accountSid: colloquy.accountSid,
      type: 'apn',
      friendlyName: 'Phones',
      sandbox: 'True',
    });
    const other = await credentials.create({ type: 'fcm', secret: 'hidden' });
    expect(other).toMatchObject({ friendlyName: null, sandbox: null });
    expect((await credentials(made.sid).fetch()).toJSON()).toEqual(made.toJSON());
    expect((await credentials.list({ pageSize: 1 })).map(({ sid }) => sid)).toEqual([other.sid, made.sid]);
    const changed = await credentials(made.sid).update({ type: 'gcm', apiKey: 'hidden', friendlyName: 'x' });
    expect(changed).toMatchObject({ sid: made.sid, type: 'gcm', friendlyName: 'x', sandbox: null });
    expect(await credentials(made.sid).remove()).toBe(true);
    await expect(credentials(made.sid).fetch()).rejects.toMatchObject(missing);
    await expect(credentials(made.sid).remove()).rejects.toMatchObject(missing);
  });
});
