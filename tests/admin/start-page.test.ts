import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { startConsole } from '../support/console/start-console.ts';

test('the address of the server leads to the reference in the console, also below the path of a proxy', async () => {
  await using server = await startConsole('sqlite');
  const reply = await fetch(`${server.colloquy.baseUrl}/`, { redirect: 'manual' });
  expect([reply.status, reply.headers.get('location')]).toEqual([302, 'console/reference']);
  const page = await fetch(`${server.colloquy.baseUrl}/`);
  expect(page.url).toBe(server.url('reference'));
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
});

test('without the console, a page without scripts has the links for programs and says how to turn it on', async () => {
  await using colloquy = await startColloquy();
  const reply = await fetch(`${colloquy.baseUrl}/`);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await reply.text();
  expect(html).not.toContain('<script');
  expect(html).toContain('--no-console');
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
  expect(links).toEqual(['docs/', 'openapi.json', 'healthz', 'readyz', 'metrics']);
  for (const link of links) expect((await fetch(new URL(link, reply.url))).status, link).toBe(200);
});
