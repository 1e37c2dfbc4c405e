import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CommandResult, startNode } from '../../support/processes/colloquy-command.ts';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

const git = promisify(execFile);

/** A copy of the sources in a temporary folder, where a patch can be applied and tested. */
export interface RepositoryCopy extends Disposable {
  readonly folder: string;
  /**
   * Applies a patch until the result is disposed.
   *
   * @param exclude paths of the patch that are left out.
   */
  apply(patch: string, exclude?: readonly string[]): Promise<AsyncDisposable>;
  /** @param config with the default, the tests are not checked, which takes half the time. */
  checkTypes(config?: string): Promise<CommandResult>;
  /** @param args which tests, as for `vitest run`; those of `vitest.config.ts` for the environment by default. */
  runTests(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<TestReport>;
}

interface TestReport {
  /** Titles of the tests that passed. */
  readonly passed: readonly string[];
  /** Messages of those that did not, and of files that could not be loaded. */
  readonly failures: readonly string[];
}

/** The part of Vitest's JSON report that a {@link TestReport} comes from. */
interface VitestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

const copied = [
  ...['packages', 'bench', 'conformance', 'scripts', 'tests'],
  ...['package.json', 'tsconfig.json', 'vitest.config.ts'],
];

const typeConfig = {
  extends: './tsconfig.json',
  include: [
    'packages/server/package.json',
    'packages/contract/src',
    'packages/server/src',
    'conformance/scenarios',
  ],
  exclude: ['**/*.test.ts'],
};

export function copyRepository(): RepositoryCopy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'colloquy-copy-')));
  for (const path of copied)
    cpSync(join(repository, path), join(folder, path), {
      recursive: true,
      filter: (source) => !['node_modules', 'dist'].includes(basename(source)),
    });
  linkModules(folder, 'node_modules');
  for (const name of readdirSync(join(repository, 'packages')))
    linkModules(folder, join('packages', name, 'node_modules'));
  writeFileSync(join(folder, 'tsconfig.types.json'), JSON.stringify(typeConfig));

  const run = (args: readonly string[], environment = {}) => startNode(args, environment, folder).result;
  return {
    folder,
    async apply(patch, exclude = []) {
      const args = ['apply', ...exclude.map((path) => `--exclude=${path}`), join(repository, patch)];
      // Otherwise Git would look for a repository in the parents of the folder.
      const env = { PATH: process.env['PATH'], GIT_CEILING_DIRECTORIES: tmpdir() };
      await git('git', args, { cwd: folder, env });
      return {
        async [Symbol.asyncDispose]() {
          await git('git', [...args, '--reverse'], { cwd: folder, env });
        },
      };
    },
    // The checks after the first take less time, because they read what it has found.
    checkTypes: (config = 'tsconfig.types.json') =>
      run([
        'node_modules/typescript/bin/tsc',
        '-p',
        config,
        '--incremental',
        '--tsBuildInfoFile',
        `${config}.info`,
      ]),
    async runTests(args, environment) {
      const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json'];
      const { stdout, stderr } = await run([...vitest, ...args], environment);
      if (!stdout.includes('{')) throw new Error(`Vitest did not report: ${stderr}`);
      return summarize(JSON.parse(stdout.slice(stdout.indexOf('{'))));
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function summarize({ testResults }: VitestReport): TestReport {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: tests.filter(({ status }) => status === 'passed').map(({ title }) => title),
    failures: [
      ...testResults.map(({ message }) => message).filter((message) => message !== ''),
      ...tests.flatMap(({ failureMessages }) => failureMessages ?? []),
    ],
  };
}

/** Links the installed modules; the packages of the repository are those of the copy instead. */
function linkModules(folder: string, path: string): void {
  const packages = join(realpathSync(repository), 'packages');
  for (const entry of listModules(join(repository, path))) {
    const target = realpathSync(join(repository, path, entry));
    const isOurs = !relative(packages, target).startsWith('..') && !target.includes('node_modules');
    const link = join(folder, path, entry);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(isOurs ? join(folder, 'packages', basename(target)) : target, link);
  }
}

/** The names of installed modules; a scope is a folder of modules. */
function listModules(path: string): string[] {
  let names: string[];
  try {
    names = readdirSync(path).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(path, name)).map((each) => join(name, each)) : name,
  );
}
