import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createGuardedFetch } from '../../webhooks/http/guarded-fetch.ts';
import { RequestPacer } from './request-pacer.ts';
import { createSourceApi, type FetchElsewhere } from './source-api.ts';

const account = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'token' };
const policy = {
  maxAttempts: 2,
  baseDelayMs: 1,
  maxDelayMs: 1,
  timeoutMs: 5000,
  contentTimeoutMs: 5000,
};

const fetchAnywhere: FetchElsewhere = (url, signal) => fetch(url, { redirect: 'manual', signal });

/** A source of which the replies are given. */
async function startSource(listener: RequestListener, fetchElsewhere: FetchElsewhere = fetchAnywhere) {
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
    api: createSourceApi({ ...account, baseUrl: url }, new RequestPacer(4, 10_000), fetchElsewhere, policy),
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

test.each([
  ['at once', (store: string) => `${store}/secret`],
  ['by a redirect of its own', () => '/v1/Elsewhere'],
])('content that a source leads to a private address, %s, is not requested there', async (_, toLocation) => {
  await using store = await startSource((_, response) => response.end('secret'));
  await using source = await startSource(({ url }, response) => {
    const location = url === '/v1/Elsewhere' ? `${store.url}/secret` : toLocation(store.url);
    response.writeHead(302, { Location: location }).end();
  }, createGuardedFetch());
  await expect(source.api.open('/v1/Content')).rejects.toThrow('127.0.0.1 is not on the public internet');
  expect(store.requests).toEqual([]);
});

test('a name that leads to a private address is refused like the address', async () => {
  await using store = await startSource((_, response) => response.end('secret'));
  const url = new URL(store.url.replace('127.0.0.1', 'localhost'));
  await expect(createGuardedFetch()(url, AbortSignal.timeout(5000))).rejects.toThrow(
    'localhost is not on the public internet',
  );
  expect(store.requests).toEqual([]);
});

test('redirects without end are given up', async () => {
  await using source = await startSource((_, response) =>
    response.writeHead(302, { Location: '/v1/Again' }).end(),
  );
  await expect(source.api.open('/v1/Content')).rejects.toThrow('The content cannot be read.');
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
