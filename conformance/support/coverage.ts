import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Resource, api as resources, routesOf } from '@colloquy/contract';
import { assertReply, pathPattern } from './assert-reply.ts';

/** The client of a request: a scenario over plain HTTP, or the official SDK. */
export type CoverageClient = 'scenario' | 'sdk';

/** Folder for the names of covered operations; undefined when no table is collected. */
const folder = process.env['COLLOQUY_COVERAGE_DIRECTORY'];

const routes = Object.values<Resource>(resources)
  .flatMap((resource) => routesOf(resource))
  .map((route) => ({
    route,
    pattern: pathPattern(route.path),
  }));

const recorded = new Set<string>();

/**
 * Validates a reply against our OpenAPI document, and records the operation of a successful one.
 *
 * @throws Error when the reply does not match the document.
 */
export function recordCoverage(
  client: CoverageClient,
  method: string,
  url: string,
  status: number,
  body: unknown,
): void {
  const { pathname } = new URL(url);
  const found = routes.find(
    ({ route, pattern }) => route.method === method.toUpperCase() && pattern.test(pathname),
  );
  if (found === undefined) return;
  const { route } = found;
  assertReply(route, status, body);
  const line = `${client} ${route.name}\n`;
  if (status >= 300 || folder === undefined || recorded.has(line)) return;
  recorded.add(line);
  appendFileSync(join(folder, `${process.pid}.txt`), line);
}
