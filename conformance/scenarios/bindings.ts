import { describe, expect, it } from 'vitest';
import { Collection } from '../support/collection.ts';
import { expectBadParameter, expectError, expectNotFound, firstPageMeta } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { servicePath } from '../support/resources.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

/** Clients that have registered for push notifications. The REST API cannot create them, so the lists are empty. */
export function defineBindingScenarios(api: Api): void {
  describe('push bindings', () => {
    const testService = useTestService(api);
    const bindings = new Collection(api, 'bindings', () => `${servicePath(testService)}/Bindings`);

    it('a service has no push bindings until a client registers', async () => {
      const url = `${api.target.baseUrl}${bindings.path}?PageSize=50&Page=0`;
      expect(await bindings.page()).toEqual({
        meta: firstPageMeta('bindings', url),
        items: [],
      });
    });

    it('push bindings can be filtered by several types and several identities', async () => {
      const { meta, items } = await bindings.page([
        ['Identity', "a & b'"],
        ['PageSize', '7'],
        ['BindingType', 'ApN'],
        ['BindingType', 'twilsock'],
        ['Identity', '"c"'],
      ]);
      expect(items).toEqual([]);
      const query = new URL(meta.url).searchParams;
      expect([...query]).toEqual([
        ['BindingType', 'apn'],
        ['BindingType', 'twilsock'],
        ['Identity', "a & b'"],
        ['Identity', '"c"'],
        ['PageSize', '7'],
        ['Page', '0'],
      ]);
    });

    it('a filter of push bindings by an unknown type is rejected', async () => {
      expectError(await api.get(bindings.path, { BindingType: 'sms' }), 50209);
      expectError(
        await api.get(bindings.path, [
          ['BindingType', 'apn'],
          ['BindingType', 'x'],
        ]),
        50209,
      );
      expect((await bindings.page({ BindingType: '', Identity: '' })).items).toEqual([]);
      expectError(await api.get(bindings.path, { Identity: 'a'.repeat(257) }), 50207);
      expectBadParameter(await api.get(bindings.path, { Identity: 'a\0b' }), 'Identity');
      expectBadParameter(await api.get(bindings.path, { PageSize: '0' }), 'PageSize');
      expect((await bindings.page({ PageSize: '2000' })).meta.page_size).toBe(1000);
    });

    it.each([unknownSid('BS'), unknownSid('CR'), 'BS1', 'nonsense'])(
      'a push binding is not found as %s',
      async (sid) => {
        const path = bindings.itemPath(sid);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.delete(path), path);
      },
    );

    it('push bindings cannot be created or updated by requests', async () => {
      expectError(await api.post(bindings.path, { BindingType: 'apn' }), 20004);
      expectError(await api.post(bindings.itemPath(unknownSid('BS')), { Identity: 'x' }), 20004);
    });

    it('push bindings are found only below a service that exists', async () => {
      for (const path of [
        '/v1/Bindings',
        `/v1/Services/${unknownSid('IS')}/Bindings`,
        `/v1/Services/${unknownSid('IS')}/Bindings?Identity=x`,
        `/v1/Services/IS1/Bindings/${unknownSid('BS')}`,
      ])
        expectNotFound(await api.get(path), path.split('?')[0] ?? '');
    });
  });
}
