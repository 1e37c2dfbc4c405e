import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { startColloquy } from '@colloquy/testkit';
import type { FastifyInstance } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { assertEndpointReply } from '../../conformance/support/assert-reply.ts';

/** Pages for people are not operations of the API. */
const pages = ['GET /', 'GET /docs', 'GET /docs/*'];

const pathWithNames = (url: string): string => url.replace(/:(\w+)/g, '{$1}');

/** Starts a server, and collects the routes that it registers; `HEAD` and `OPTIONS` follow from the others. */
async function startWithRoutes(settings: Readonly<Record<string, string>>) {
  const routes = new Set<string>();
  const channel = 'fastify.initialization';
  const onServer = (message: unknown) => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat())
        if (each !== 'HEAD' && each !== 'OPTIONS') routes.add(`${each} ${pathWithNames(url)}`);
    });
  };
  subscribe(channel, onServer);
  const server = await startColloquy({ settings }).finally(() => unsubscribe(channel, onServer));
  onTestFinished(() => server.stop());
  return { server, routes };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** Method and path of each operation of the document. */
const requestsOf = ({ paths }: Document): string[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

describe.each<[string, Readonly<Record<string, string>>]>([
  ['default settings', {}],
  ['the test clock', { COLLOQUY_TEST_CLOCK: '1' }],
])('with %s', (_, settings) => {
  test('the OpenAPI document describes exactly the routes of the server', async () => {
    const { server, routes } = await startWithRoutes(settings);
    const document = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as Document;
    const described = requestsOf(document);
    expect([...described, ...pages].toSorted()).toEqual([...routes].toSorted());
    expect(described.includes('POST /colloquy/v1/clock/advance')).toBe('COLLOQUY_TEST_CLOCK' in settings);
  });
});

test('the replies of paths without credentials match the OpenAPI document', async () => {
  await using server = await startColloquy();
  for (const path of ['/healthz', '/readyz', '/openapi.json']) {
    const url = server.baseUrl + path;
    const reply = await fetch(url);
    assertEndpointReply('GET', url, reply.status, await reply.json());
  }
});
