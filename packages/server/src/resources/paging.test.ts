import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bodyOf, makeDeps, operationsOf, requestIn } from '../../test/harness.ts';
import type { HandlerDeps } from '../rest/handler.ts';
import { conversationResource } from './conversation/handlers.ts';
import { serviceResource } from './service/handlers.ts';

let deps: HandlerDeps;

beforeAll(async () => {
  deps = await makeDeps();
});

afterAll(() => deps.storage.close());

interface Row {
  readonly sid: string;
}
interface List {
  readonly meta: { readonly next_page_url: string | null; readonly previous_page_url: string | null };
  readonly conversations: readonly Row[];
}

/** The page that a URL of the server's own leads to. */
async function follow(service: string, url: string): Promise<List> {
  const query = new URL(url).searchParams;
  const pageToken = query.get('PageToken');
  const parameters = {
    pageSize: Number(query.get('PageSize')),
    page: Number(query.get('Page')),
    ...(pageToken !== null && { pageToken }),
  };
  return bodyOf(await operationsOf(deps, conversationResource).list({ ...requestIn(service), parameters }));
}

async function createService(days: readonly number[]): Promise<{ service: string; sids: string[] }> {
  const made = await operationsOf(deps, serviceResource).create({
    ...requestIn(''),
    parameters: { friendlyName: 'x' },
  });
  const service: string = bodyOf(made).sid;
  const { create } = operationsOf(deps, conversationResource);
  const sids: string[] = [];
  for (const day of days) {
    const dateCreated = new Date(Date.UTC(2024, 0, day));
    const body = await create({ ...requestIn(service), parameters: { dateCreated } });
    sids.push(bodyOf(body).sid);
  }
  return { service, sids };
}

/** Few days, so that many rows share one and their SIDs decide. */
const days = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 25 });
const pageSize = fc.integer({ min: 1, max: 7 });

it('pages have every row once, newest first, and the previous pages are the same', async () => {
  await fc.assert(
    fc.asyncProperty(days, pageSize, async (created, size) => {
      const { service, sids } = await createService(created);
      const expected = sids
        .map((sid, index) => ({ sid, day: created[index] ?? 0 }))
        .toSorted((a, b) => b.day - a.day || (a.sid < b.sid ? 1 : -1))
        .map(({ sid }) => sid);
      const pages: List[] = [];
      let url: string | null = `http://localhost/?PageSize=${size}&Page=0`;
      while (url !== null) {
        const page: List = await follow(service, url);
        pages.push(page);
        url = page.meta.next_page_url;
      }
      expect(pages.flatMap((page) => page.conversations.map(({ sid }) => sid))).toEqual(expected);
      expect(pages).toHaveLength(Math.max(1, Math.ceil(expected.length / size)));
      for (const [index, page] of pages.entries()) {
        const back = page.meta.previous_page_url;
        expect(back === null).toBe(index === 0);
        if (back !== null)
          expect((await follow(service, back)).conversations).toEqual(pages[index - 1]?.conversations);
      }
    }),
    { numRuns: 60 },
  );
});

it('rows that are added or removed between pages neither hide nor repeat others', async () => {
  const remove = (service: string, sid: string) =>
    operationsOf(deps, conversationResource).delete({ ...requestIn(service, sid), parameters: {} });
  await fc.assert(
    fc.asyncProperty(days, pageSize, fc.infiniteStream(fc.nat()), async (created, size, chance) => {
      const { service, sids } = await createService(created);
      const gone = new Set<string>();
      const seen: string[] = [];
      let url: string | null = `http://localhost/?PageSize=${size}&Page=0`;
      while (url !== null) {
        const page: List = await follow(service, url);
        seen.push(...page.conversations.map(({ sid }) => sid));
        url = page.meta.next_page_url;
        const victim = sids[(chance.next().value ?? 0) % Math.max(1, sids.length)];
        if (victim !== undefined && !gone.has(victim)) {
          await remove(service, victim);
          gone.add(victim);
        }
        // Newer than all: behind the reader, so never seen.
        await operationsOf(deps, conversationResource).create({ ...requestIn(service), parameters: {} });
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(sids.filter((sid) => !gone.has(sid) && !seen.includes(sid))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
