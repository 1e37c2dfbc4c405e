import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
// What runs before the tests is resolved without the condition that leads to the sources.
import { api, type Resource, type Route, routesOf } from '../../packages/contract/src/index.ts';

const document = new URL('../../docs/coverage.md', import.meta.url);

/**
 * Collects which operations the tests have exercised, each of whose replies was held against the OpenAPI document,
 * and keeps `docs/coverage.md`. A whole run fails when an operation is missing, or when the table is not what the
 * file says; `npm test -- --update` writes it.
 */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-coverage-'));
  process.env['COLLOQUY_COVERAGE_DIRECTORY'] = folder;
  return async () => {
    const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    rmSync(folder, { recursive: true, force: true });
    const { vitest, config } = project;
    const { testFiles } = await project.globTestFiles();
    const ran = new Set(vitest.state.getPaths());
    const isWholeRun = testFiles.every((file) => ran.has(file)) && config.testNamePattern === undefined;
    // Of a run against another server, or of a part of the tests, the table would tell less than there is.
    if (!isWholeRun || process.env['COLLOQUY_CONFORMANCE_URL'] !== undefined) return;
    const table = renderTable(new Set(lines));
    if (table.missing.length > 0) reportFailure(`No test exercises ${table.missing.join(', ')}.`);
    else if (table.text !== readFileSync(document, 'utf8')) {
      if (config.snapshotOptions.updateSnapshot === 'all') writeFileSync(document, table.text);
      else
        reportFailure(
          'docs/coverage.md is not what the tests have exercised: npm test -- --update writes it.',
        );
    }
  };
}

function reportFailure(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

function renderTable(lines: ReadonlySet<string>): {
  readonly text: string;
  readonly missing: readonly string[];
} {
  const routes = Object.values<Resource>(api).flatMap((resource) => routesOf(resource));
  const isCovered = (client: 'scenario' | 'sdk', { name }: Route) => lines.has(`${client} ${name}`);
  const mark = (yes: boolean) => (yes ? 'yes' : '**no**');
  const rows = routes.map((route) => {
    const request = `\`${route.method} ${route.path}\``;
    const cells = [
      `\`${route.name}\``,
      request,
      'yes',
      mark(isCovered('scenario', route)),
      mark(isCovered('sdk', route)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const missing = routes.flatMap((route) => [
    ...(isCovered('scenario', route) ? [] : [`${route.name} by a scenario`]),
    ...(isCovered('sdk', route) ? [] : [`${route.name} by the SDK`]),
  ]);
  const text = `# What is tested

<!-- Written by a whole run of the tests with --update. Do not edit. -->

The ${routes.length} operations of the API. *Implemented* follows from the contract: a program with an operation
missing does not compile. *Scenario* says that a scenario in \`conformance/\` succeeds with it over plain HTTP, on SQLite
and on PostgreSQL; *SDK* that the official SDK for Node does. Every reply in these tests, errors included, is held
against [openapi.json](openapi.json).

| Operation | Request | Implemented | Scenario | SDK |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
  return { text, missing };
}
