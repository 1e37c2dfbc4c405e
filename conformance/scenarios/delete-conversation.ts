import { describe, expect, it } from 'vitest';
import { expectEmpty, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Deleting a conversation. */
export function defineDeleteScenarios(api: Api): void {
  describe.each(mounts)('deleting a conversation by the %s path', (mount) => {
    const testService = useTestService(api, mount);

    it('a deleted conversation is gone everywhere, and the reply is 204 without a body', async () => {
      const { sid } = await testService.create();
      const reply = await api.delete(testService.itemPath(sid));
      expectEmpty(reply);
      expect(reply.headers.get('content-type')).toBeNull();
      expectNotFound(await api.get(testService.itemPath(sid)), testService.itemPath(sid));
      expectNotFound(await testService.tryUpdate(sid, { FriendlyName: 'x' }), testService.itemPath(sid));
      expectNotFound(await api.delete(testService.itemPath(sid)), testService.itemPath(sid));
      expect(await testService.sids()).not.toContain(sid);
    });

    it('a conversation can be deleted by name, by its SID in upper case, and with a trailing slash', async () => {
      const name = uniqueName('to delete/');
      const { sid } = await testService.create({ UniqueName: name });
      await testService.remove(encodeURIComponent(name));
      expectNotFound(await api.get(testService.itemPath(sid)), testService.itemPath(sid));
      const second = await testService.create();
      await testService.remove(`CH${second.sid.slice(2).toUpperCase()}`);
      const third = await testService.create();
      await testService.remove(`${third.sid}/`);
      expectNotFound(await api.get(testService.itemPath(third.sid)), testService.itemPath(third.sid));
    });

    it.each([unknownSid('CH'), 'nobody', 'not%20here'])(
      'deleting the unknown conversation %s returns 404',
      async (identifier) => {
        expectNotFound(await api.delete(testService.itemPath(identifier)), testService.itemPath(identifier));
      },
    );
  });

  describe('what deleting a conversation affects', () => {
    const testService = useTestService(api);
    const other = useTestService(api);

    it('deleting a conversation frees its unique name', async () => {
      const first = await testService.create({ UniqueName: 'again' });
      await testService.remove('again');
      const second = await testService.create({ UniqueName: 'again' });
      expect(second.sid).not.toBe(first.sid);
      expect(await testService.fetch('again')).toEqual(second);
    });

    it('deleting a conversation keeps the others', async () => {
      const [one, two] = [await testService.create(), await testService.create()];
      await testService.remove(one.sid);
      expect(await testService.fetch(two.sid)).toEqual(two);
    });

    it('a conversation cannot be deleted below another service', async () => {
      const conversation = await testService.create();
      expectNotFound(await api.delete(other.itemPath(conversation.sid)), other.itemPath(conversation.sid));
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    });

    it('simultaneous deletes of one conversation succeed once', async () => {
      const { sid } = await testService.create();
      const replies = await Promise.all(
        Array.from({ length: 6 }, () => api.delete(testService.itemPath(sid))),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404, 404]);
    });

    it('a delete request ignores its body and the type of the body', async () => {
      const { sid } = await testService.create();
      const details = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
      expectEmpty(await api.send('DELETE', testService.itemPath(sid), details));
    });
  });
}
