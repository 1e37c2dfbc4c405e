import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { RequestPacer } from './request-pacer.ts';
import { createSourceApi } from './source-api.ts';

const account = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'token' };
const policy = {
  maxAttempts: 2,
  baseDelayMs: 1,
  maxDelayMs: 1,
  timeoutMs: 5000,
  contentTimeoutMs: 5000,
};

/** A source of which the replies are given. */
async function startSource(listener: RequestListener) {
  const requests: { readonly path: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    requests,
    api: createSourceApi({ ...account, baseUrl: url }, new RequestPacer(4, 10_000), policy),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const toPages =
  (nextPageUrl: string): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify({ users: [], meta: { next_page_url: nextPageUrl } }));

async function readAll(pages: AsyncIterable<readonly object[]>): Promise<readonly object[]> {
  const all: object[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

test('a next page on another host is read from the source itself, which alone gets the credentials', async () => {
  await using other = await startSource((_, response) => response.end('{}'));
  await using source = await startSource(({ url = '' }, response) => {
    const next = url.includes('Page=1') ? null : `${other.url}/v1/Users?Page=1`;
    response.end(JSON.stringify({ users: [{ sid: url }], meta: { next_page_url: next } }));
  });
  expect(await readAll(source.api.pages('/v1/Users', 'users'))).toEqual([
    { sid: '/v1/Users?PageSize=100' },
    { sid: '/v1/Users?Page=1' },
  ]);
  expect(other.requests).toEqual([]);
});

test.each([
  ['https://example.com/elsewhere', 'without /v1/'],
  ['not a URL', 'without /v1/'],
  ['https://example.com/v1/Users?PageSize=100', 'as its own next page'],
])('the next page %s is an error', async (nextPageUrl, message) => {
  await using source = await startSource(toPages(nextPageUrl));
  await expect(readAll(source.api.pages('/v1/Users', 'users'))).rejects.toThrow(message);
});

test('content that a redirect leads to is read without the credentials', async () => {
  await using store = await startSource((_, response) => response.end('bytes'));
  await using source = await startSource(({ url }, response) => {
    if (url === '/v1/Absolute') response.writeHead(307, { Location: `${store.url}/signed` }).end();
    else if (url === '/v1/Relative') response.writeHead(307, { Location: '/signed' }).end();
    else response.end('bytes');
  });
  for (const path of ['/v1/Absolute', '/v1/Relative']) {
    const content = await source.api.open(path);
    expect(content && (await new Response(ReadableStream.from(content)).text())).toBe('bytes');
  }
  expect(store.requests).toEqual([{ path: '/signed', authorization: undefined }]);
  expect(source.requests.at(-1)).toEqual({ path: '/signed', authorization: undefined });
});

test('a reply without end is given up', async () => {
  const chunk = Buffer.alloc(1_000_000, ' ');
  await using source = await startSource((_, response) => {
    const write = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write);
    write();
  });
  await expect(source.api.find('/v1/Configuration')).rejects.toThrow('more than 64000000 bytes');
});
