import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { countAddedLines, readPatch } from './support/patch.ts';
import { copyRepository, type RepositoryCopy, repository } from './support/repository-copy.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };

/** A worked example of CONTRIBUTING.md. */
interface Change {
  readonly patch: string;
  /** Each file that the patch touches, with the number of lines that it adds to an existing one. */
  readonly files: Readonly<Record<string, number | 'new file'>>;
  /** The scenario that describes the change. */
  readonly scenario: string;
  /** Parts that cannot be forgotten, because the rest does not compile without them. */
  readonly required: readonly string[];
}

const changes: readonly Change[] = [
  {
    patch: 'docs/examples/add-a-parameter.patch',
    files: {
      // The parameter, and the property of the reply.
      'packages/contract/src/resources/credential.ts': 2,
      'packages/server/src/storage/migrations/0008-credential-note.ts': 'new file',
      // The import, and the entry of the list.
      'packages/server/src/storage/migrations/index.ts': 2,
      'packages/server/src/resources/credential/store.ts': 1,
      'packages/server/src/resources/credential/rules.ts': 1,
      'conformance/scenarios/credentials.ts': 10,
    },
    scenario: 'push credentials',
    required: [
      'packages/server/src/resources/credential/store.ts',
      'packages/server/src/resources/credential/rules.ts',
    ],
  },
  {
    patch: 'docs/examples/add-a-resource.patch',
    files: {
      'packages/contract/src/resources/label.ts': 'new file',
      // The import, the export, and the entry.
      'packages/contract/src/api.ts': 3,
      'packages/server/src/storage/migrations/0008-label.ts': 'new file',
      'packages/server/src/storage/migrations/index.ts': 2,
      'packages/server/src/resources/label/store.ts': 'new file',
      'packages/server/src/resources/label/rules.ts': 'new file',
      'packages/server/src/resources/label/handlers.ts': 'new file',
      'packages/server/src/resources/index.ts': 2,
      'conformance/scenarios/labels.ts': 'new file',
      'conformance/scenarios/index.ts': 2,
    },
    scenario: 'labels by the',
    required: ['packages/server/src/resources/*'],
  },
];

let copy: RepositoryCopy;

beforeAll(() => {
  copy = copyRepository();
});
afterAll(() => copy[Symbol.dispose]());

describe.each(changes)('$patch', ({ patch, files, scenario, required }) => {
  test('touches only the places that CONTRIBUTING.md names', () => {
    expect(countAddedLines(readPatch(patch))).toEqual(files);
    const guide = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');
    expect(guide).toContain(`(${patch})`);
  });

  test('compiles, and the server passes its scenario', { timeout: 180_000 }, async () => {
    await using _ = await copy.apply(patch);
    expect(await copy.checkTypes()).toMatchObject({ code: 0, stdout: '' });
    await using server = await startServerProcess(
      {
        HOST: '127.0.0.1',
        COLLOQUY_DATABASE_URL: 'sqlite::memory:',
        COLLOQUY_ACCOUNT_SID: account.sid,
        COLLOQUY_AUTH_TOKEN: account.token,
      },
      [],
      copy.folder,
      join(copy.folder, 'packages/server/src/cli/main.js'),
    );
    const report = await copy.runTests(['-t', scenario], {
      COLLOQUY_CONFORMANCE_URL: server.baseUrl,
      COLLOQUY_CONFORMANCE_ACCOUNT_SID: account.sid,
      COLLOQUY_CONFORMANCE_AUTH_TOKEN: account.token,
    });
    expect(report.failures).toEqual([]);
    expect(report.passed).toEqual(expect.arrayContaining(addedTests(readPatch(patch))));
  });

  test.each(required)('does not compile without %s', { timeout: 120_000 }, async (path) => {
    await using _ = await copy.apply(patch, [path]);
    const { code, stdout } = await copy.checkTypes();
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/error TS\d+/);
  });
});

/** The titles of the tests that a patch adds. */
const addedTests = (patch: string): (string | undefined)[] =>
  patch
    .matchAll(/^\+ +it\('(.+)', async/gm)
    .map(([, title]) => title)
    .toArray();
