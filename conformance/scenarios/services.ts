import { afterAll, describe, expect, it } from 'vitest';
import type { ServiceObject, ServicePage } from '../support/api-objects.ts';
import {
  datePattern,
  expectBadParameter,
  expectBadRequest,
  expectEmpty,
  expectError,
  expectNotFound,
  expectSuccess,
  firstPageMeta,
} from '../support/expectations.ts';
import type { Api, Fields } from '../support/http.ts';
import { TestService, uniqueName, unknownSid } from '../support/test-service.ts';

const missing = 'Missing required parameter FriendlyName in the post body';

/** The services that contain conversations. */
export function defineServiceScenarios(api: Api): void {
  describe('services', () => {
    const created: string[] = [];
    const create = async (FriendlyName = uniqueName('conformance')): Promise<ServiceObject> => {
      const service = expectSuccess<ServiceObject>(await api.post('/v1/Services', { FriendlyName }), 201);
      created.push(service.sid);
      return service;
    };
    const page = async (query: Fields | undefined, path = '/v1/Services'): Promise<ServicePage> =>
      expectSuccess(await api.get(path, query), 200);
    afterAll(() => Promise.all(created.map((sid) => api.delete(`/v1/Services/${sid}`))));

    it('a service is created with a name and shows every key', async () => {
      const service = await create('Tea & cake, 50 % "off" 🍵');
      const url = `${api.target.baseUrl}/v1/Services/${service.sid}`;
      expect(service).toEqual({
        sid: expect.stringMatching(/^IS[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        friendly_name: 'Tea & cake, 50 % "off" 🍵',
        date_created: expect.stringMatching(datePattern),
        date_updated: service.date_created,
        url,
        links: {
          conversations: `${url}/Conversations`,
          users: `${url}/Users`,
          roles: `${url}/Roles`,
          bindings: `${url}/Bindings`,
          configuration: `${url}/Configuration`,
          participant_conversations: `${url}/ParticipantConversations`,
          conversation_with_participants: `${url}/ConversationWithParticipants`,
        },
      });
    });

    it.each<[string, Fields]>([
      ['without a name', {}],
      ['with an empty name', { FriendlyName: '' }],
      ['with a name that is spelt otherwise', { friendlyname: 'x' }],
    ])('a service is not created %s', async (_how, form) => {
      expectBadRequest(await api.post('/v1/Services', form), missing);
    });

    it('the name of a service has a maximum of 256 characters', async () => {
      expect((await create('🍵'.repeat(256))).friendly_name).toBe('🍵'.repeat(256));
      expectError(await api.post('/v1/Services', { FriendlyName: 'a'.repeat(257) }), 50003);
      expectError(await api.post('/v1/Services', { FriendlyName: '🍵'.repeat(257) }), 50003);
    });

    it('services can have the same name', async () => {
      const [one, two] = [await create('twin'), await create('twin')];
      expect(one.sid).not.toBe(two.sid);
    });

    it('a service is fetched by its SID in either letter case and with a trailing slash', async () => {
      const service = await create();
      for (const sid of [service.sid, `IS${service.sid.slice(2).toUpperCase()}`, `${service.sid}/`]) {
        expect((await api.get(`/v1/Services/${sid}`)).body).toEqual(service);
      }
    });

    it.each([unknownSid('IS'), unknownSid('CH'), 'nonsense', 'a%20b'])(
      'a service is not found as %s',
      async (sid) => {
        const path = `/v1/Services/${sid}`;
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.delete(path), path);
      },
    );

    it('services are listed newest first, page by page', async () => {
      const newest = [await create(), await create(), await create()].reverse();
      const first = await page({ PageSize: '2' });
      const base = `${api.target.baseUrl}/v1/Services?PageSize=2`;
      expect(first.services).toEqual(newest.slice(0, 2));
      const next = expect.stringMatching(/\/v1\/Services\?PageSize=2&Page=1&PageToken=[A-Za-z0-9_-]+$/);
      expect(first.meta).toEqual(firstPageMeta('services', `${base}&Page=0`, next));
      const second = await page(undefined, first.meta.next_page_url ?? '');
      expect(second.services[0]).toEqual(newest[2]);
      const back = await page(undefined, second.meta.previous_page_url ?? '');
      expect(back.services).toEqual(first.services);
    });

    it('the list of services has the same limits as every list', async () => {
      expect((await page({})).meta.page_size).toBe(50);
      expect((await page({ PageSize: '2000' })).meta.page_size).toBe(1000);
      expectBadParameter(await api.get('/v1/Services', { PageSize: '0' }), 'PageSize');
      expectBadParameter(await api.get('/v1/Services', { PageToken: 'nonsense' }), 'PageToken');
    });

    it('a service is deleted with everything in it', async () => {
      const testService = new TestService(api, 'service');
      await testService.open();
      const { sid } = await testService.create({ UniqueName: 'inside', 'Timers.Closed': 'PT10M' });
      await testService.fetch(sid);
      await testService.page();
      const path = `/v1/Services/${testService.serviceSid}`;
      expectEmpty(await api.delete(path));
      for (const gone of [
        path,
        testService.collection,
        testService.itemPath(sid),
        testService.itemPath('inside'),
      ]) {
        expectNotFound(await api.get(gone), gone);
      }
      expectNotFound(await api.post(testService.collection), testService.collection);
      expectNotFound(await testService.tryUpdate(sid, { FriendlyName: 'x' }), testService.itemPath(sid));
      for (const gone of [testService.itemPath(sid), path]) expectNotFound(await api.delete(gone), gone);
      const accountPath = `/v1/Conversations/${sid}`;
      expectNotFound(await api.get(accountPath), accountPath);
      expect((await page({})).services.map((service) => service.sid)).not.toContain(testService.serviceSid);
    });

    it('deleting a service keeps the others', async () => {
      const [doomed, spared] = [new TestService(api, 'service'), new TestService(api, 'service')];
      await Promise.all([doomed.open(), spared.open()]);
      const conversation = await spared.create();
      await doomed.create();
      await doomed.close();
      expect(await spared.fetch(conversation.sid)).toEqual(conversation);
      expect((await spared.create()).chat_service_sid).toBe(spared.serviceSid);
      await spared.close();
    });
  });
}
