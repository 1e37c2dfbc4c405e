import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectBadParameter, expectNotFound, firstPageMeta } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf } from '../support/resources.ts';
import { useTestService } from '../support/test-service.ts';

/** The list of messages in both orders. */
export function defineMessageListScenarios(api: Api): void {
  describe('the list of messages', () => {
    const [testService, other] = [useTestService(api), useTestService(api)];

    it('messages are not shown in another conversation or service', async () => {
      const [one, two] = [await testService.create(), await testService.create()];
      const message = await messagesOf(testService, one.sid).create({ Body: 'x' });
      for (const path of [
        `${testService.itemPath(two.sid)}/Messages/${message.sid}`,
        `${other.itemPath(one.sid)}/Messages/${message.sid}`,
      ]) {
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Body: 'y' }), path);
        expectNotFound(await api.delete(path), path);
      }
      expect(await messagesOf(testService, one.sid).fetch(message.sid)).toEqual(message);
      expect((await messagesOf(testService, two.sid).create({ Body: 'own' })).index).toBe(0);
    });

    it('messages are listed by their index, whatever their dates', async () => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      for (const day of ['03', '01', '02'])
        await messages.create({ Body: day, DateCreated: `2024-05-${day}T00:00:00Z` });
      expect((await messages.page()).items.map(({ body }) => body)).toEqual(['03', '01', '02']);
    });

    it.each([
      ['asc', 'asc'],
      ['desc', 'desc'],
      ['DESC', 'desc'],
      ['Asc', 'asc'],
    ])('pages of messages with Order=%s lead forward and back', async (order, canonical) => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      for (let n = 0; n < 7; n++) await messages.create({ Body: `${n}` });
      const expected = canonical === 'asc' ? [0, 1, 2, 3, 4, 5, 6] : [6, 5, 4, 3, 2, 1, 0];
      const indexes = (pages: readonly { items: readonly { index: number }[] }[]) =>
        pages.flatMap(({ items }) => items.map(({ index }) => index));
      for (const PageSize of ['1', '3', '7', '50'])
        expect(indexes(await messages.walk({ Order: order, PageSize }))).toEqual(expected);
      const pages = await messages.walk({ Order: order, PageSize: '3' });
      const base = `${api.target.baseUrl}${messages.path}?Order=${canonical}&PageSize=3&Page=`;
      const next = expect.stringContaining(`${base}1&PageToken=`);
      expect(pages[0]?.meta).toEqual(firstPageMeta('messages', `${base}0`, next));
      const middle = await messages.page({}, pages[2]?.meta.previous_page_url ?? '');
      expect(middle.items).toEqual(pages[1]?.items);
      expect((await messages.page({}, middle.meta.previous_page_url ?? '')).items).toEqual(pages[0]?.items);
      expect((await messages.page({ Order: order, PageSize: '3', Page: '2' })).items).toEqual(
        pages[2]?.items,
      );
    });

    it('a page token can be used with the other order', async () => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      for (let n = 0; n < 6; n++) await messages.create({ Body: `${n}` });
      const { meta } = await messages.page({ PageSize: '3' });
      const token = new URL(meta.next_page_url ?? '').searchParams.get('PageToken') ?? '';
      const turned = await messages.page({ Order: 'desc', PageSize: '3', Page: '1', PageToken: token });
      expect(turned.items.map(({ index }) => index)).toEqual([1, 0]);
    });

    it('pages of messages neither repeat nor skip any while others are created or deleted', async () => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      const created = [];
      for (let n = 0; n < 6; n++) created.push(await messages.create({ Body: `${n}` }));
      const first = await messages.page({ Order: 'desc', PageSize: '2' });
      await messages.create({ Body: '6' });
      await messages.remove(created[4]?.sid ?? '');
      const second = await messages.page({}, first.meta.next_page_url ?? '');
      expect(second.items.map(({ index }) => index)).toEqual([3, 2]);
      const back = await messages.page({}, second.meta.previous_page_url ?? '');
      expect(back.items.map(({ index }) => index)).toEqual([6, 5]);
    });

    it('an unknown Order is rejected, and an empty one is the default', async () => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      for (const order of ['newest', 'ascending', '-index'])
        expectBadParameter(await api.get(messages.path, { Order: order }), 'Order');
      expect((await messages.page({ Order: '' })).meta.url).toMatch(/Messages\?PageSize=50&Page=0$/);
      expectBadParameter(await api.get(messages.path, { PageToken: 'nonsense' }), 'PageToken');
      expectBadParameter(await api.get(messages.path, { PageSize: '0' }), 'PageSize');
      expect((await messages.page({ PageSize: '1001' })).meta.page_size).toBe(1000);
    });

    itWithClock(api.target, 'a message shows when it was last updated', async (advance) => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      const before = await messages.create({ Body: 'x' });
      await advance('PT10S');
      expect(await messages.update(before.sid, { Body: 'x', Attributes: '{}' })).toEqual(before);
      const changed = await messages.update(before.sid, { Body: 'y' });
      expect(Date.parse(changed.date_updated) - Date.parse(before.date_updated)).toBe(10_000);
      expect(changed.date_created).toBe(before.date_created);
    });
  });
}
