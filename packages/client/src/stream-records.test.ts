import { describe, expect, it } from 'vitest';
import { accountSid, pageBody } from '../test/replies.ts';
import { sendReply, startServer } from '../test/server.ts';
import { createClient } from './client.ts';
import { UnexpectedReplyError } from './errors.ts';

const credentials = { accountSid, authToken: 'token' };

/** Three pages of two, two and one; links with an order and an encoding that nothing would make by itself. */
const startPages = () =>
  startServer((request, response, origin) => {
    const token = new URL(request.path, origin).searchParams.get('PageToken') ?? 'a';
    const to = (next: string) => `${origin}/v1/Conversations?PageToken=${next}&x=%7e+&Page=9`;
    const pages = {
      a: pageBody([1, 2], { next: to('b') }),
      b: pageBody([3, 4], { previous: to('a'), next: to('c') }),
      c: pageBody([5], { previous: to('b') }),
    };
    sendReply(response, 200, token === 'c' ? pages.c : token === 'b' ? pages.b : pages.a);
  });

const names = (numbers: readonly number[]) => numbers.map((number) => `room ${number}`);

describe('page', () => {
  it('page resolves with one page, which can fetch the next and the previous one', async () => {
    await using server = await startPages();
    const client = createClient({ ...credentials, baseUrl: server.origin });
    const first = await client.pageServiceConversation('IS1', { state: 'active', pageSize: 2, page: 0 });
    expect(first).toMatchObject({ page: 0, pageSize: 50, previousPageUrl: null });
    expect(first.items.map(({ uniqueName }) => uniqueName)).toEqual(names([1, 2]));
    expect(first.items[0]?.dateCreated).toBeInstanceOf(Date);
    expect(await first.previousPage()).toBeUndefined();
    const second = await first.nextPage();
    const third = await second?.nextPage();
    expect(third?.items).toHaveLength(1);
    expect(await third?.nextPage()).toBeUndefined();
    expect((await second?.previousPage())?.items[0]?.uniqueName).toBe('room 1');
    expect(server.received.map(({ path }) => path)).toEqual([
      '/v1/Services/IS1/Conversations?State=active&PageSize=2&Page=0',
      '/v1/Conversations?PageToken=b&x=%7e+&Page=9',
      '/v1/Conversations?PageToken=c&x=%7e+&Page=9',
      '/v1/Conversations?PageToken=a&x=%7e+&Page=9',
    ]);
    expect(new Set(server.received.map(({ headers }) => headers.authorization)).size).toBe(1);
  });

  it('page is aborted by the signal of its own call', async () => {
    await using server = await startPages();
    const first = await createClient({ ...credentials, baseUrl: server.origin }).pageConversation();
    await expect(first.nextPage({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
  });
});

describe('list', () => {
  it('list resolves with the records of all pages', async () => {
    await using server = await startPages();
    const conversations = await createClient({ ...credentials, baseUrl: server.origin }).listConversation();
    expect(conversations.map(({ uniqueName }) => uniqueName)).toEqual(names([1, 2, 3, 4, 5]));
    expect(server.received[0]?.path).toBe('/v1/Conversations');
  });

  it.each([
    [0, undefined, 0, undefined],
    [1, undefined, 1, '?PageSize=1'],
    [2, undefined, 1, '?PageSize=2'],
    [3, 2, 2, '?PageSize=2'],
    [4, 50, 2, '?PageSize=50'],
    [5, undefined, 3, '?PageSize=5'],
    [5000, undefined, 3, '?PageSize=1000'],
  ])('list with limit %s and page size %s sends %i requests', async (limit, pageSize, requests, query) => {
    await using server = await startPages();
    const client = createClient({ ...credentials, baseUrl: server.origin });
    const conversations = await client.listConversation({ limit, pageSize });
    expect(conversations).toHaveLength(Math.min(limit, 5));
    expect(server.received).toHaveLength(requests);
    if (query !== undefined) expect(server.received[0]?.path).toBe(`/v1/Conversations${query}`);
  });

  it.each([-1, 1.5, Number.NaN])('list rejects the limit %s', async (limit) => {
    await using server = await startPages();
    const client = createClient({ ...credentials, baseUrl: server.origin });
    await expect(client.listConversation({ limit })).rejects.toThrow(RangeError);
    expect(server.received).toEqual([]);
  });
});

describe('stream', () => {
  it('stream fetches a page when its first record is read', async () => {
    await using server = await startPages();
    const seen: string[] = [];
    for await (const { uniqueName } of createClient({
      ...credentials,
      baseUrl: server.origin,
    }).streamConversation())
      seen.push(`${uniqueName} after ${server.received.length}`);
    expect(seen).toEqual([
      'room 1 after 1',
      'room 2 after 1',
      'room 3 after 2',
      'room 4 after 2',
      'room 5 after 3',
    ]);
  });

  it('stream fetches nothing before it is read or after the loop ends', async () => {
    await using server = await startPages();
    const stream = createClient({ ...credentials, baseUrl: server.origin }).streamConversation();
    expect(server.received).toEqual([]);
    for await (const _ of stream) break;
    expect(server.received).toHaveLength(1);
  });

  it('stream is aborted by its signal, also between pages', async () => {
    await using server = await startPages();
    const controller = new AbortController();
    const client = createClient({ ...credentials, baseUrl: server.origin });
    const walk = async () => {
      for await (const { uniqueName } of client.streamConversation({}, { signal: controller.signal }))
        if (uniqueName === 'room 2') controller.abort('enough');
    };
    await expect(walk()).rejects.toBe('enough');
    expect(server.received).toHaveLength(1);
  });
});

describe('a link to another server', () => {
  it('a link to another server is not followed, so that credentials are sent to one server only', async () => {
    await using thief = await startServer((_, response) => sendReply(response, 200, pageBody([3])));
    await using server = await startServer((_, response) =>
      sendReply(response, 200, pageBody([1, 2], { next: `${thief.origin}/v1/Conversations?Page=1` })),
    );
    const client = createClient({ ...credentials, baseUrl: server.origin, retry: {} });
    await expect(client.listConversation()).rejects.toThrow(UnexpectedReplyError);
    const page = await client.pageConversation();
    await expect(page.nextPage()).rejects.toThrow(server.origin);
    expect(thief.received).toEqual([]);
  });
});
