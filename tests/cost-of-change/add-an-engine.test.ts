import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { countAddedLines, readPatch } from './support/patch.ts';
import { copyRepository, repository } from './support/repository-copy.ts';

/** The worked example of CONTRIBUTING.md that adds a PostgreSQL without anything that such an engine can lack. */
const patch = 'docs/examples/add-an-engine.patch';

test('an engine that speaks PostgreSQL is one record', () => {
  expect(countAddedLines(readPatch(patch))).toEqual({
    'packages/server/src/storage/engines/capabilities.ts': 14,
  });
  expect(readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8')).toContain(`(${patch})`);
});

test('sources and tests compile with it, and the tests of the storage run on it', {
  timeout: 120_000,
}, async () => {
  using copy = copyRepository();
  await copy.apply(patch);
  const [types, report] = await Promise.all([
    copy.checkTypes('tsconfig.json'),
    copy.runTests(
      ['-t', 'example', 'packages/server/src/storage', 'tests/concurrency/transaction-groups.test.ts'],
      {
        COLLOQUY_TEST_POSTGRES_URL: inject('postgresUrl'),
      },
    ),
  ]);
  expect(types).toMatchObject({ code: 0, stdout: '' });
  expect(report.failures).toEqual([]);
  expect(report.passed).toEqual(
    expect.arrayContaining([
      'each of its URL schemes names the engine',
      'the server receives the statements that the record describes',
      'processes that start together on an empty database migrate it once (1)',
      'a unit that fails after a write is rolled back, and the others commit',
    ]),
  );
});
