import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApi, type Resource, type Route, api as resources, routesOf } from '@colloquy/contract';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** The client of a request: a scenario over plain HTTP, or the official SDK. */
export type CoverageClient = 'scenario' | 'sdk';

/** Folder for the names of covered operations; undefined when no table is collected. */
const folder = process.env['COLLOQUY_COVERAGE_DIRECTORY'];

const document = openApi('http://localhost', '0.0.0');
const ajv = new Ajv2020({ strict: false, allErrors: true });
// The ESM types of this CommonJS package name its default export twice.
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', ...document });

const routes = Object.values<Resource>(resources)
  .flatMap((resource) => routesOf(resource))
  .map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
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

function assertReply(route: Route, status: number, body: unknown): void {
  const responses = `openapi#/paths/${encodePointer(route.path)}/${route.method.toLowerCase()}/responses/${status}`;
  const responseSchema = ajv.getSchema(responses);
  if (responseSchema === undefined) {
    // Errors of any path, whatever the operation: unavailable, timed out, unreadable.
    if ([405, 408, 415, 417, 431].includes(status)) return;
    throw new Error(`${route.name} returned ${status}, which the OpenAPI document does not list.`);
  }
  if (status === 204 || status === 304) return;
  const check = ajv.getSchema(`${responses}/content/${encodePointer('application/json')}/schema`);
  if (check?.(body)) return;
  throw new Error(
    `A reply of ${route.name} does not match the OpenAPI document: ${ajv.errorsText(check?.errors)}`,
  );
}

/** Encodes a key as part of a JSON pointer in a URL. */
const encodePointer = (key: string): string =>
  encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
