import { afterAll, describe, expect, it } from 'vitest';
import { noAutoCreation, uniqueShortCode, useAddresses } from '../support/configuration.ts';
import { type CataloguedCode, expectBadParameter, expectError } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { uniquePhoneNumber } from '../support/resources.ts';
import { TestService, unknownSid, useTestService } from '../support/test-service.ts';

const scopedEvents = [
  'onMessageAdded',
  'onMessageUpdated',
  'onMessageRemoved',
  'onConversationUpdated',
  'onConversationStateUpdated',
  'onConversationRemoved',
  'onParticipantAdded',
  'onParticipantUpdated',
  'onParticipantRemoved',
  'onDeliveryUpdated',
];

const flow = `FW${'7'.repeat(32)}`;

/** What an address does with messages that belong to no conversation. */
export function defineAutoCreationScenarios(api: Api): void {
  describe('auto-creation by an address', () => {
    const addresses = useAddresses(api);
    const testService = useTestService(api);
    afterAll(() => addresses.removeAll());
    const sms = (form: Readonly<Record<string, string>> = {}) => ({
      Type: 'sms',
      Address: uniquePhoneNumber(),
      ...form,
    });

    it('auto-creation is created with every parameter', async () => {
      const created = await addresses.create([
        ['Type', 'SMS'],
        ['Address', uniqueShortCode()],
        ['FriendlyName', 'The "short" one ✓'],
        ['AddressCountry', 'us'],
        ['AutoCreation.Enabled', 'true'],
        ['AutoCreation.Type', 'Webhook'],
        ['AutoCreation.ConversationServiceSid', `IS${testService.serviceSid.slice(2).toUpperCase()}`],
        ['AutoCreation.WebhookUrl', 'https://hooks.example/new?a=1&b=2'],
        ['AutoCreation.WebhookMethod', 'get'],
        ...scopedEvents.map((name): [string, string] => ['AutoCreation.WebhookFilters', name]),
        ['AutoCreation.StudioFlowSid', flow],
        ['AutoCreation.StudioRetryCount', '3'],
      ]);
      expect(created).toMatchObject({
        type: 'sms',
        friendly_name: 'The "short" one ✓',
        address_country: 'US',
        auto_creation: {
          enabled: true,
          type: 'webhook',
          conversation_service_sid: testService.serviceSid,
          webhook_url: 'https://hooks.example/new?a=1&b=2',
          webhook_method: 'GET',
          webhook_filters: scopedEvents,
          studio_flow_sid: flow,
          studio_retry_count: 3,
        },
      });
      expect(await addresses.fetch(created.address)).toEqual(created);
    });

    it.each<[string, Readonly<Record<string, string>>, CataloguedCode | string]>([
      ['a value that is not a boolean', { 'AutoCreation.Enabled': '1' }, 'AutoCreation.Enabled'],
      ['an unknown type', { 'AutoCreation.Type': 'trigger' }, 'AutoCreation.Type'],
      ['an unknown service', { 'AutoCreation.ConversationServiceSid': unknownSid('IS') }, 50050],
      ['a malformed service SID', { 'AutoCreation.ConversationServiceSid': 'IS1' }, 50050],
      ['a malformed URL', { 'AutoCreation.WebhookUrl': 'hooks.example' }, 'AutoCreation.WebhookUrl'],
      [
        'a URL that is too long',
        { 'AutoCreation.WebhookUrl': `https://hooks.example/${'a'.repeat(512 - 21)}` },
        50372,
      ],
      ['an unknown method', { 'AutoCreation.WebhookMethod': 'PUT' }, 50055],
      ['a pre-action event', { 'AutoCreation.WebhookFilters': 'onMessageAdd' }, 50365],
      ['an event outside conversations', { 'AutoCreation.WebhookFilters': 'onUserAdded' }, 50365],
      ['a malformed flow SID', { 'AutoCreation.StudioFlowSid': 'FW1' }, 50367],
      ['four retries', { 'AutoCreation.StudioRetryCount': '4' }, 'AutoCreation.StudioRetryCount'],
      ['negative retries', { 'AutoCreation.StudioRetryCount': '-1' }, 'AutoCreation.StudioRetryCount'],
    ])('auto-creation is rejected with %s', async (_what, bad, error) => {
      const created = await addresses.create(sms());
      const replies = [
        await addresses.tryCreate(sms(bad)),
        await addresses.tryUpdate(created.sid, { FriendlyName: 'x', ...bad }),
      ];
      for (const reply of replies) {
        if (typeof error === 'string') expectBadParameter(reply, error);
        else expectError(reply, error);
      }
      expect(await addresses.fetch(created.sid)).toEqual(created);
    });

    it('auto-creation with a webhook needs a URL, and with a Studio flow needs a flow', async () => {
      const webhook = { 'AutoCreation.Enabled': 'true', 'AutoCreation.Type': 'webhook' };
      const studio = { 'AutoCreation.Enabled': 'true', 'AutoCreation.Type': 'studio' };
      expectError(await addresses.tryCreate(sms(webhook)), 50369);
      expectError(await addresses.tryCreate(sms(studio)), 50367);
      const later = await addresses.create(sms({ 'AutoCreation.Type': 'webhook' }));
      expect(later.auto_creation).toEqual({ ...noAutoCreation, type: 'webhook', webhook_method: 'POST' });
      expectError(await addresses.tryUpdate(later.sid, { 'AutoCreation.Enabled': 'true' }), 50369);
      const url = { 'AutoCreation.WebhookUrl': 'https://hooks.example' };
      const ready = await addresses.update(later.sid, { ...webhook, ...url });
      expect(ready.auto_creation).toEqual({
        ...noAutoCreation,
        enabled: true,
        type: 'webhook',
        webhook_url: 'https://hooks.example',
        webhook_method: 'POST',
      });
      expectError(await addresses.tryUpdate(later.sid, { 'AutoCreation.WebhookUrl': '' }), 50369);
      expectError(await addresses.tryUpdate(later.sid, studio), 50367);
      expect(await addresses.fetch(later.sid)).toEqual(ready);
      const flowing = await addresses.create(sms({ ...studio, 'AutoCreation.StudioFlowSid': flow }));
      expect(flowing.auto_creation).toEqual({
        ...noAutoCreation,
        enabled: true,
        type: 'studio',
        studio_flow_sid: flow,
      });
      expect((await addresses.create(sms({ 'AutoCreation.Enabled': 'true' }))).auto_creation.enabled).toBe(
        true,
      );
    });

    it('an update of auto-creation changes only what it names, and empty values clear it', async () => {
      const form: [string, string][] = [
        ...Object.entries(sms({ FriendlyName: 'one', AddressCountry: 'de' })),
        ['AutoCreation.Type', 'default'],
        ['AutoCreation.ConversationServiceSid', testService.serviceSid],
        ['AutoCreation.WebhookUrl', 'http://hooks.example/'],
        ['AutoCreation.WebhookMethod', 'GET'],
        ['AutoCreation.WebhookFilters', 'onMessageAdded'],
        ['AutoCreation.WebhookFilters', 'onMessageRemoved'],
        ['AutoCreation.StudioFlowSid', flow],
        ['AutoCreation.StudioRetryCount', '0'],
      ];
      const created = await addresses.create(form);
      expect(await addresses.update(created.sid, {})).toEqual(created);
      const fixed = { Type: 'email', Address: '+15550199', AddressCountry: 'US' };
      expect(await addresses.update(created.sid, fixed)).toEqual(created);
      const filters = await addresses.update(created.sid, [
        ['AutoCreation.WebhookFilters', 'onDeliveryUpdated'],
        ['AutoCreation.WebhookFilters', 'onDeliveryUpdated'],
      ]);
      expect(filters.auto_creation).toEqual({
        ...created.auto_creation,
        webhook_filters: ['onDeliveryUpdated'],
      });
      const enabled = await addresses.update(created.sid, { 'AutoCreation.Enabled': 'True' });
      expect(enabled.auto_creation).toEqual({ ...filters.auto_creation, enabled: true });
      const emptied = await addresses.update(
        created.sid,
        Object.fromEntries(
          [
            'FriendlyName',
            'AutoCreation.Enabled',
            'AutoCreation.Type',
            'AutoCreation.ConversationServiceSid',
            'AutoCreation.WebhookUrl',
            'AutoCreation.WebhookMethod',
            'AutoCreation.WebhookFilters',
            'AutoCreation.StudioFlowSid',
            'AutoCreation.StudioRetryCount',
          ].map((name) => [name, '']),
        ),
      );
      expect(emptied).toEqual({
        ...created,
        friendly_name: null,
        auto_creation: {
          ...noAutoCreation,
          enabled: true,
          type: 'default',
          webhook_method: 'GET',
          webhook_filters: [],
        },
        date_updated: emptied.date_updated,
      });
      expect(await addresses.fetch(created.sid)).toEqual(emptied);
    });

    it('auto-creation keeps the SID of a service that has been deleted since', async () => {
      const doomed = new TestService(api, 'service');
      await doomed.open();
      const set = { 'AutoCreation.ConversationServiceSid': doomed.serviceSid };
      const created = await addresses.create(sms(set));
      await doomed.close();
      expect(await addresses.fetch(created.sid)).toEqual(created);
      expectError(await addresses.tryUpdate(created.sid, set), 50050);
    });
  });
}
