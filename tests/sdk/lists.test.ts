import { beforeAll, describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { conversationsOf, mounts } from './support/mounts.ts';

describe.each(sdkRuns)('the lists of the official client on $engine with $sdk', async (run) => {
  const { client } = await useOfficialClient(run);
  const { sid: serviceSid } = await client.conversations.v1.services.create({ friendlyName: 'lists' });

  describe.each(mounts)('lists by the %s path', (mount) => {
    const { conversations } = conversationsOf(client, mount, serviceSid);
    /** The friendly names of all conversations, newest first: 60 to 0. */
    const all = Array.from({ length: 61 }, (_, n) => String(60 - n));
    const names = (found: readonly { friendlyName: string }[]): string[] =>
      found.map(({ friendlyName }) => friendlyName);

    beforeAll(async () => {
      await Promise.all(
        all.map((friendlyName) => {
          const dateCreated = new Date(Date.UTC(2024, 0, 1) + Number(friendlyName) * 86_400_000);
          const state = Number(friendlyName) % 2 === 0 ? 'active' : 'inactive';
          return conversations.create({ friendlyName, dateCreated, state });
        }),
      );
    });

    it('list without a limit returns all conversations', async () => {
      expect(names(await conversations.list())).toEqual(all);
    });

    it.each([
      [{ limit: 7 }, 7],
      [{ limit: 55 }, 55],
      [{ limit: 2000 }, 61],
      [{ pageSize: 10 }, 61],
      [{ limit: 25, pageSize: 10 }, 25],
      [{ pageSize: 61 }, 61],
      [{ pageSize: 5000 }, 61],
    ])('list with %o returns the requested number of conversations', async (options, count) => {
      expect(names(await conversations.list(options))).toEqual(all.slice(0, count));
    });

    it('list filters conversations', async () => {
      const days = { startDate: '2024-01-10T00:00:00Z', endDate: '2024-01-13T23:59:59Z' };
      expect(names(await conversations.list(days))).toEqual(['12', '11', '10', '9']);
      expect(names(await conversations.list({ ...days, state: 'inactive' }))).toEqual(['11', '9']);
      expect(names(await conversations.list({ ...days, state: 'active', pageSize: 1 }))).toEqual([
        '12',
        '10',
      ]);
      expect(names(await conversations.list({ startDate: '2024-03-01', pageSize: 1 }))).toEqual(['60']);
      expect(names(await conversations.list({ endDate: '2024-01-02', pageSize: 1 }))).toEqual(['1', '0']);
      expect(await conversations.list({ state: 'closed' })).toEqual([]);
    });

    it('each calls back with one conversation at a time', async () => {
      const seen: string[] = [];
      await new Promise<void>((resolve, reject) => {
        const done = (error?: Error) => (error ? reject(error) : resolve());
        conversations.each({ pageSize: 10, done, callback: ({ friendlyName }) => seen.push(friendlyName) });
      });
      expect(seen).toEqual(all);
    });

    it('each stops at a limit', async () => {
      const seen: string[] = [];
      await new Promise<void>((resolve, reject) => {
        const done = (error?: Error) => (error ? reject(error) : resolve());
        conversations.each({
          limit: 12,
          pageSize: 5,
          done,
          callback: ({ friendlyName }) => seen.push(friendlyName),
        });
      });
      expect(seen).toEqual(all.slice(0, 12));
    });

    it('page leads to the next and the previous page', async () => {
      const first = await conversations.page({ pageSize: 25 });
      expect(names(first.instances)).toEqual(all.slice(0, 25));
      expect(first.previousPageUrl).toBeUndefined();
      const second = await first.nextPage();
      const third = await second?.nextPage();
      expect(names(second?.instances ?? [])).toEqual(all.slice(25, 50));
      expect(names(third?.instances ?? [])).toEqual(all.slice(50));
      expect(third?.nextPageUrl).toBeUndefined();
      const back = await third?.previousPage();
      expect(names(back?.instances ?? [])).toEqual(all.slice(25, 50));
      expect(names((await back?.previousPage())?.instances ?? [])).toEqual(all.slice(0, 25));
    });

    it('getPage fetches the URL of a page', async () => {
      const { nextPageUrl = '' } = await conversations.page({ pageSize: 25, state: 'active' });
      const page = await conversations.getPage(nextPageUrl);
      expect(names(page.instances)).toEqual(['10', '8', '6', '4', '2', '0']);
      expect(page.instances[0]?.dateCreated).toEqual(new Date('2024-01-11T00:00:00Z'));
    });
  });
});
