import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Returns the n-th hour, so that every conversation has a different date. */
const hour = (n: number) => new Date(Date.UTC(2024, 4, 1, n));

/** Newest first, as the server lists them. */
const names = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, i) => `room ${from - i}`);

let colloquy: Awaited<ReturnType<typeof startColloquy>>;
let client: ReturnType<typeof createClient>;
let serviceSid: string;
let requests = 0;

beforeAll(async () => {
  colloquy = await startColloquy();
  const { baseUrl, accountSid, authToken } = colloquy;
  const counting = (url: string, init: RequestInit) => {
    requests++;
    return fetch(url, init);
  };
  client = createClient({ baseUrl, accountSid, authToken, fetch: counting });
  serviceSid = (await client.createService({ friendlyName: 'Lists' })).sid;
  for (let n = 0; n < 12; n++)
    await client.createServiceConversation(serviceSid, {
      uniqueName: `room ${n}`,
      dateCreated: hour(n),
      state: n < 3 ? 'inactive' : 'active',
    });
});
afterAll(() => colloquy.stop());

const namesOf = (items: readonly { readonly uniqueName: string | null }[]) =>
  items.map(({ uniqueName }) => uniqueName);

describe('list', () => {
  it('list returns the items of all pages', async () => {
    requests = 0;
    const conversations = await client.listServiceConversation(serviceSid, { pageSize: 5 });
    expect(namesOf(conversations)).toEqual(names(11, 0));
    expect(requests).toBe(3);
  });

  it.each([
    [0, undefined, 0],
    [7, undefined, 1],
    [7, 3, 3],
    [6, 3, 2],
    [1000, undefined, 1],
  ])('list with limit %i and page size %s sends %i requests', async (limit, pageSize, expected) => {
    requests = 0;
    const conversations = await client.listServiceConversation(serviceSid, { limit, pageSize });
    expect(namesOf(conversations)).toEqual(names(11, 0).slice(0, limit));
    expect(requests).toBe(expected);
  });

  it('list filters by date and state on every page', async () => {
    const some = { startDate: hour(1), endDate: hour(9), pageSize: 2 };
    expect(namesOf(await client.listServiceConversation(serviceSid, some))).toEqual(names(9, 1));
    expect(namesOf(await client.listServiceConversation(serviceSid, { ...some, state: 'inactive' }))).toEqual(
      names(2, 1),
    );
  });

  it('list returns the services of the account', async () => {
    const services = await client.listService({ pageSize: 1 });
    expect(services.map(({ sid }) => sid)).toContain(serviceSid);
  });

  it('list returns an empty array where nothing exists', async () => {
    const { sid } = await client.createService({ friendlyName: 'Empty' });
    expect(await client.listServiceConversation(sid)).toEqual([]);
  });
});

describe('page', () => {
  it('page leads to the next and the previous page', async () => {
    const first = await client.pageServiceConversation(serviceSid, { pageSize: 5 });
    expect(first).toMatchObject({ page: 0, pageSize: 5, previousPageUrl: null });
    expect(first.nextPageUrl).toMatch(`${colloquy.baseUrl}/v1/Services/${serviceSid}/Conversations?`);
    const second = await first.nextPage();
    const third = await second?.nextPage();
    expect([first, second, third].map((page) => namesOf(page?.items ?? []))).toEqual([
      names(11, 7),
      names(6, 2),
      names(1, 0),
    ]);
    expect(third).toMatchObject({ page: 2, nextPageUrl: null });
    expect(await third?.nextPage()).toBeUndefined();
    expect(namesOf((await third?.previousPage())?.items ?? [])).toEqual(names(6, 2));
    expect(await first.previousPage()).toBeUndefined();
  });

  it('page finds a page by its token', async () => {
    const first = await client.pageServiceConversation(serviceSid, { pageSize: 5 });
    const pageToken = new URL(first.nextPageUrl ?? '').searchParams.get('PageToken') ?? '';
    const again = await client.pageServiceConversation(serviceSid, { pageSize: 5, page: 1, pageToken });
    expect(namesOf(again.items)).toEqual(names(6, 2));
  });
});

describe('stream', () => {
  it('stream fetches a page when it is needed', async () => {
    requests = 0;
    const seen: string[] = [];
    for await (const { uniqueName } of client.streamServiceConversation(serviceSid, {
      pageSize: 5,
      limit: 11,
    }))
      seen.push(`${uniqueName} after ${requests}`);
    expect(seen).toEqual(names(11, 1).map((name, i) => `${name} after ${Math.floor(i / 5) + 1}`));
    expect(requests).toBe(3);
  });

  it('stream fetches no page after its loop ends', async () => {
    requests = 0;
    for await (const _ of client.streamServiceConversation(serviceSid, { pageSize: 5 })) break;
    expect(requests).toBe(1);
  });
});
