import { describe, expect, it } from 'vitest';
import { expectEmpty, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { families, freshName, unknownSid, useSpace } from '../support/space.ts';

/** Deleting a conversation. */
export function deleteScenarios(api: Api): void {
  describe.each(families)('deleting a conversation by the %s path', (family) => {
    const space = useSpace(api, family);

    it('answers 204 without a body, and then finds it nowhere', async () => {
      const { sid } = await space.create();
      const reply = await api.delete(space.item(sid));
      expectEmpty(reply);
      expect(reply.headers.get('content-type')).toBeNull();
      expectNotFound(await api.get(space.item(sid)), space.item(sid));
      expectNotFound(await space.tryUpdate(sid, { FriendlyName: 'x' }), space.item(sid));
      expectNotFound(await api.delete(space.item(sid)), space.item(sid));
      expect(await space.sids()).not.toContain(sid);
    });

    it('finds it by name, in capital digits, and with a slash at the end', async () => {
      const name = freshName('to delete/');
      const { sid } = await space.create({ UniqueName: name });
      await space.remove(encodeURIComponent(name));
      expectNotFound(await api.get(space.item(sid)), space.item(sid));
      const second = await space.create();
      await space.remove(`CH${second.sid.slice(2).toUpperCase()}`);
      const third = await space.create();
      await space.remove(`${third.sid}/`);
      expectNotFound(await api.get(space.item(third.sid)), space.item(third.sid));
    });

    it.each([unknownSid('CH'), 'nobody', 'not%20here'])('does not find %s', async (identifier) => {
      expectNotFound(await api.delete(space.item(identifier)), space.item(identifier));
    });
  });

  describe('deleting a conversation', () => {
    const space = useSpace(api);
    const other = useSpace(api);

    it('frees its unique name', async () => {
      const first = await space.create({ UniqueName: 'again' });
      await space.remove('again');
      const second = await space.create({ UniqueName: 'again' });
      expect(second.sid).not.toBe(first.sid);
      expect(await space.fetch('again')).toEqual(second);
    });

    it('leaves the others alone', async () => {
      const [one, two] = [await space.create(), await space.create()];
      await space.remove(one.sid);
      expect(await space.fetch(two.sid)).toEqual(two);
    });

    it('does not reach into another service', async () => {
      const conversation = await space.create();
      expectNotFound(await api.delete(other.item(conversation.sid)), other.item(conversation.sid));
      expect(await space.fetch(conversation.sid)).toEqual(conversation);
    });

    it('happens once, however many ask for it', async () => {
      const { sid } = await space.create();
      const replies = await Promise.all(Array.from({ length: 6 }, () => api.delete(space.item(sid))));
      expect(replies.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404, 404]);
    });

    it('does not care for a body or its type', async () => {
      const { sid } = await space.create();
      const details = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
      expectEmpty(await api.send('DELETE', space.item(sid), details));
    });
  });
}
