import { afterAll, describe, expect, it } from 'vitest';
import { noAutoCreation, useAddresses } from '../support/configuration.ts';
import {
  datePattern,
  expectBadParameter,
  expectEmpty,
  expectError,
  expectMissing,
  expectNotFound,
} from '../support/expectations.ts';
import type { Api, Fields } from '../support/http.ts';
import { uniquePhoneNumber } from '../support/resources.ts';
import { uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** The address configurations of an account. */
export function defineAddressScenarios(api: Api): void {
  describe('address configurations', () => {
    const addresses = useAddresses(api);
    const testService = useTestService(api);
    afterAll(() => addresses.removeAll());
    const sms = (form: Readonly<Record<string, string>> = {}) => ({
      Type: 'sms',
      Address: uniquePhoneNumber(),
      ...form,
    });

    it('an address configuration is created with a type and an address, and shows every key', async () => {
      const form = sms();
      const created = await addresses.create(form);
      expect(created).toEqual({
        sid: expect.stringMatching(/^IG[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        type: 'sms',
        address: form.Address,
        friendly_name: null,
        address_country: null,
        auto_creation: noAutoCreation,
        date_created: expect.stringMatching(datePattern),
        date_updated: created.date_created,
        url: `${api.target.baseUrl}/v1/Configuration/Addresses/${created.sid}`,
      });
      expect(await addresses.fetch(created.sid)).toEqual(created);
    });

    it.each([
      ['sms', '+'],
      ['whatsapp', 'whatsapp:+'],
      ['rcs', 'rcs:agent'],
      ['messenger', 'messenger:'],
      ['gbm', 'gbm:brand-'],
      ['apple', 'urn:mbid:'],
      ['gbm', 'urn:mbid:'],
      ['chat', 'chat:'],
      ['email', 'help.desk+'],
    ])(
      'an address configuration of type %s is created, and is found by its address too',
      async (type, beginning) => {
        const address = `${beginning}${uniquePhoneNumber().slice(1)}${type === 'email' ? '@desk.example' : ''}`;
        const created = await addresses.create({ Type: type, Address: address });
        expect(created).toMatchObject({ type, address });
        const capitals = `IG${created.sid.slice(2).toUpperCase()}`;
        for (const name of [address, encodeURIComponent(address), created.sid, capitals])
          expect(await addresses.fetch(name)).toEqual(created);
        const named = await addresses.update(encodeURIComponent(address), { FriendlyName: 'x' });
        expect(named).toMatchObject({ sid: created.sid, friendly_name: 'x' });
        await addresses.remove(address);
        expectNotFound(await api.get(addresses.itemPath(address)), addresses.itemPath(address));
      },
    );

    it.each([
      ['Type', { Address: '+15550100' }],
      ['Type', { Type: '', Address: '+15550100' }],
      ['Address', { Type: 'sms' }],
      ['Address', { Type: 'sms', Address: '' }],
    ] as [string, Fields][])('is not created without %s', async (name, form) => {
      expectMissing(await addresses.tryCreate(form), name);
    });

    it.each([
      ['sms', 'nonsense'],
      ['sms', '+0123'],
      ['sms', ' 15550100'],
      ['sms', 'whatsapp:+15550100'],
      ['whatsapp', '+15550100'],
      ['whatsapp', 'whatsapp:somebody'],
      ['messenger', 'messenger:'],
      ['email', `${'a'.repeat(260)}@b.example`],
      ['email', 'email:a@b.example'],
      ['email', '+15550100'],
      ['sms', 'a@b.example'],
      ['apple', 'apple:1'],
    ])('an address of type %s is rejected when it is "%s"', async (type, address) => {
      expectError(await addresses.tryCreate({ Type: type, Address: address }), 50407);
    });

    it('an account has one configuration for each address', async () => {
      const form = sms();
      const created = await addresses.create(form);
      expectError(await addresses.tryCreate({ ...form, FriendlyName: 'again' }), 20409);
      await addresses.remove(created.sid);
      expect((await addresses.create(form)).sid).not.toBe(created.sid);
    });

    it('simultaneous creates of one address configuration succeed once', async () => {
      const form = sms();
      const replies = await Promise.all(Array.from({ length: 4 }, () => addresses.tryCreate(form)));
      expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    });

    it('an address configuration is rejected with an invalid value', async () => {
      const created = await addresses.create(sms());
      expectBadParameter(await addresses.tryCreate({ ...sms(), Type: 'fax' }), 'Type');
      for (const country of ['USA', 'U', '49'])
        expectBadParameter(await addresses.tryCreate(sms({ AddressCountry: country })), 'AddressCountry');
      const long = { FriendlyName: 'a'.repeat(257) };
      expectError(await addresses.tryCreate(sms(long)), 50003);
      expectError(await addresses.tryUpdate(created.sid, long), 50003);
      expect(await addresses.fetch(created.sid)).toEqual(created);
    });

    it.each([unknownSid('IG'), unknownSid('CH'), '+15559999999999', 'nonsense', 'a%20b', '%00'])(
      'an address configuration is not found as %s',
      async (name) => {
        const path = addresses.itemPath(name);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { FriendlyName: 'x' }), path);
        expectNotFound(await api.delete(path), path);
      },
    );

    it('an address configuration can be deleted once', async () => {
      const { sid } = await addresses.create(sms());
      expectEmpty(await api.delete(addresses.itemPath(sid)));
      expectNotFound(await api.delete(addresses.itemPath(sid)), addresses.itemPath(sid));
    });

    it('an address configuration belongs to the account and is not found below a service', async () => {
      const path = `/v1/Services/${testService.serviceSid}/Configuration/Addresses`;
      expectNotFound(await api.get(path), path);
    });
  });

  describe('the list of address configurations', () => {
    const addresses = useAddresses(api);
    afterAll(() => addresses.removeAll());

    it('the list of address configurations shows the newest first, page by page, in total or by type', async () => {
      const sids: Record<'sms' | 'chat', string[]> = { sms: [], chat: [] };
      for (let n = 0; n < 3; n++) {
        sids.sms.unshift((await addresses.create({ Type: 'sms', Address: uniquePhoneNumber() })).sid);
        const chat = { Type: 'chat', Address: `chat:${uniqueName()}` };
        sids.chat.unshift((await addresses.create(chat)).sid);
      }
      const url = `${api.target.baseUrl}${addresses.path}`;
      const first = await addresses.page({ PageSize: '2' });
      expect(first.items).toEqual([
        await addresses.fetch(sids.chat[0] ?? ''),
        await addresses.fetch(sids.sms[0] ?? ''),
      ]);
      expect(first.meta).toEqual({
        page: 0,
        page_size: 2,
        first_page_url: `${url}?PageSize=2&Page=0`,
        previous_page_url: null,
        url: `${url}?PageSize=2&Page=0`,
        next_page_url: expect.stringMatching(/\?PageSize=2&Page=1&PageToken=[A-Za-z0-9_-]+$/),
        key: 'address_configurations',
      });
      expect((await addresses.page({ Type: 'ChAt', PageSize: '2' })).meta.url).toBe(
        `${url}?Type=chat&PageSize=2&Page=0`,
      );
      for (const type of ['sms', 'chat'] as const) {
        const listed = await addresses.sids({ Type: type, PageSize: '2' });
        expect(listed.slice(0, 3)).toEqual(sids[type]);
      }
      expect((await addresses.sids({ PageSize: '4' })).slice(0, 6)).toEqual(
        sids.chat.flatMap((sid, n) => [sid, sids.sms[n]]),
      );
    });

    it('the list of address configurations has the same limits as every list', async () => {
      expect((await addresses.page()).meta.page_size).toBe(50);
      expect((await addresses.page({ PageSize: '5000' })).meta.page_size).toBe(1000);
      expectBadParameter(await api.get(addresses.path, { PageSize: '0' }), 'PageSize');
      expectBadParameter(await api.get(addresses.path, { Type: 'fax' }), 'Type');
    });
  });
}
