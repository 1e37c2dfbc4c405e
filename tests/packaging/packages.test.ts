import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExample } from '../../scripts/examples.ts';
import { freePort } from '../support/processes/free-port.ts';
import { run, runOrThrow, startServer } from './support/commands.ts';
import { copyContext, linkModules, temporaryFolder } from './support/workspace.ts';

const root = resolve(import.meta.dirname, '../..');
const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'tokenOfThePackagingTest';

interface Tarball {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const folder = temporaryFolder();
const installed = join(folder.path, 'installed');
let tarballs: readonly Tarball[] = [];

beforeAll(async () => {
  const [copy, packed] = [join(folder.path, 'repository'), join(folder.path, 'packed')];
  for (const each of [copy, packed, installed]) mkdirSync(each);
  copyContext(copy);
  linkModules(copy);
  tarballs = JSON.parse(
    await runOrThrow('npm', ['run', '--silent', 'pack', '--', '--json', '--pack-destination', packed], {
      cwd: copy,
    }),
  );
  writeFileSync(join(installed, 'package.json'), '{ "private": true, "type": "module" }');
  const files = tarballs.map(({ filename }) => join(packed, filename));
  await runOrThrow('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...files], {
    cwd: installed,
  });
  cpSync(join(import.meta.dirname, 'consumer'), installed, { recursive: true });
}, 240_000);

afterAll(() => folder.remove());

test('the tarballs contain compiled code, licence and readme, and neither sources nor tests', () => {
  expect(tarballs.map(({ name }) => name).sort()).toEqual([
    '@colloquy/client',
    '@colloquy/console',
    '@colloquy/contract',
    '@colloquy/docs',
    '@colloquy/testkit',
    'colloquy',
  ]);
  for (const { name, files } of tarballs.filter(
    ({ name }) => !['@colloquy/console', '@colloquy/docs'].includes(name),
  )) {
    const paths = files.map(({ path }) => path);
    expect(paths, name).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']),
    );
    expect(
      paths.filter((path) => /\.test\.|(?<!\.d)\.ts$/.test(path)),
      name,
    ).toEqual([]);
    const maps = paths.filter((path) => path.endsWith('.js.map'));
    expect(maps.length, name).toBeGreaterThan(0);
    for (const path of maps) {
      const map = JSON.parse(readFileSync(join(installed, 'node_modules', name, path), 'utf8'));
      // package.json is a source, too, of which only values are left.
      const sources = map.sources.map((source: string) =>
        source.endsWith('.json') ? '' : expect.stringMatching(/./),
      );
      expect(map.sourcesContent, path).toEqual(sources);
    }
  }
});

test('the tarball of the console contains the built files, compressed too, and no sources', () => {
  const files = tarballs.find(({ name }) => name === '@colloquy/console')?.files ?? [];
  const paths = files.map(({ path }) => path.replace(/-[\w-]{8}\./, '-HASH.'));
  expect(paths).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'dist/index.html',
      ...['', '.br', '.gz'].map((suffix) => `dist/assets/index-HASH.js${suffix}`),
    ]),
  );
  expect(paths.filter((path) => /\.(?:tsx?|map)$/.test(path))).toEqual([]);
});

test('npx colloquy --version prints the version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'packages/server/package.json'), 'utf8'));
  expect(await runOrThrow('npx', ['colloquy', '--version'], { cwd: installed })).toBe(`${version}\n`);
});

test('npx colloquy serve works with the installed client', async () => {
  const env = {
    PORT: '0',
    COLLOQUY_DATABASE_URL: `sqlite:${join(folder.path, 'data', 'colloquy.db')}`,
    COLLOQUY_ACCOUNT_SID: accountSid,
    COLLOQUY_AUTH_TOKEN: authToken,
  };
  const server = await startServer('npx', ['colloquy', 'serve'], { cwd: installed, env });
  try {
    const output = await runOrThrow('node', ['use-client.ts', server.url, accountSid, authToken], {
      cwd: installed,
    });
    expect(output).toBe('made parcel, then 20404\n');
    const page = await (await fetch(`${server.url}/console/`)).text();
    const script = /src="(\/console\/assets\/index-[^"]+\.js)"/.exec(page)?.[1];
    expect((await fetch(`${server.url}${script}`)).status).toBe(200);
    expect((await fetch(`${server.url}/docs/`)).status).toBe(200);
    expect(existsSync(join(folder.path, 'data', 'colloquy.db'))).toBe(true);
  } finally {
    await server.stop();
  }
});

test('the installed testkit starts a server and advances its clock', async () => {
  const output = await runOrThrow('node', ['use-testkit.ts'], { cwd: installed });
  expect(JSON.parse(output)).toMatchObject({
    unique_name: 'parcel',
    state: 'inactive',
    date_created: '2030-01-01T00:00:00Z',
  });
});

describe('the examples of the documentation', () => {
  /** Writes examples into a folder of their own, below the installed packages. @returns the folder. */
  const write = (...names: readonly string[]) => {
    const example = join(installed, `example-${names[0]}`);
    mkdirSync(example);
    for (const name of names) writeFileSync(join(example, name), readExample('docs/testing.md', name).text);
    return example;
  };
  /** Runs a program of the repository's dependencies, which is linked as npm would install it. */
  const runProgram = (path: string, args: readonly string[], cwd: string) =>
    run('node', [join(installed, 'node_modules', path), ...args], { cwd });
  beforeAll(() => {
    // What npm has installed with the packages stays.
    for (const name of ['vitest', 'jest', 'jest-environment-node', '@playwright', 'twilio'])
      symlinkSync(join(root, 'node_modules', name), join(installed, 'node_modules', name));
  });

  test('those for Vitest pass', async () => {
    const cwd = write('timers.test.ts', 'faults.test.ts');
    expect(await runProgram('vitest/vitest.mjs', ['run'], cwd)).toMatchObject({
      code: 0,
      output: expect.stringContaining('2 passed'),
    });
  });

  test('the one for node:test passes', async () => {
    const { output } = await run('node', ['--test', 'names.test.mjs'], { cwd: write('names.test.mjs') });
    expect(output).toContain('pass 1');
  });

  test('the one for Jest passes without flags, in a project of CommonJS', async () => {
    const cwd = write('jest.config.json', 'webhooks.test.js');
    writeFileSync(join(cwd, 'package.json'), '{ "type": "commonjs" }');
    expect(await runProgram('jest/bin/jest.js', [], cwd)).toMatchObject({
      code: 0,
      errors: expect.stringContaining('1 passed'),
    });
  });

  test('the one for Playwright passes', async () => {
    const cwd = write('support.spec.mjs');
    expect(await runProgram('@playwright/test/cli.js', ['test'], cwd)).toMatchObject({
      code: 0,
      output: expect.stringContaining('1 passed'),
    });
  });

  test.for(['jest', 'playwright', 'vitest'])(
    'the test kit for %s says in an older Node which version is needed',
    (name, { skip }) => expectNeededVersion(`@colloquy/testkit/${name}`, olderNode() ?? skip(noOlderNode)),
  );

  test('the one that starts a server beside the tests waits until it is ready', async () => {
    const start = readExample('docs/testing.md', 'start.sh').text.replaceAll(
      '8080',
      String(await freePort()),
    );
    const { output } = await run('sh', ['-e', '-c', `${start}\nkill $!`], { cwd: installed });
    expect(output).toContain('{"status":"ready"}');
  });
});

test('the types of the installed packages pass a strict check, including their own files', async () => {
  const compilerOptions = {
    target: 'es2024',
    lib: ['esnext', 'dom'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(
    join(installed, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['use-client.ts', 'use-testkit.ts'] }),
  );
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  expect(await run('node', [compiler, '-p', installed], { cwd: installed })).toMatchObject({
    code: 0,
    output: '',
  });
});

test('an older Node prints which version is needed', async ({ skip }) => {
  const older = olderNode() ?? skip(noOlderNode);
  const result = await run(older, ['node_modules/colloquy/bin/colloquy.js'], { cwd: installed });
  expect(result).toMatchObject({ code: 1, output: '' });
  expect(result.errors).toContain('colloquy: needs Node 24 or newer, this is v');
  expect(result.errors).toContain('npm install node@24 && npx colloquy');
});

test.for(['colloquy', '@colloquy/testkit', '@colloquy/testkit/node'])(
  '%s says in an older Node which version is needed',
  (entry, { skip }) => expectNeededVersion(entry, olderNode() ?? skip(noOlderNode)),
);

const noOlderNode = 'there is no Node older than 24 on this machine';

async function expectNeededVersion(entry: string, older: string): Promise<void> {
  const args = ['--input-type=module', '-e', `import ${JSON.stringify(entry)}`];
  const { code, errors } = await run(older, args, { cwd: installed });
  expect(errors).toContain('Error: colloquy: needs Node 24 or newer, this is v');
  expect(code).toBe(1);
}

function olderNode(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, 'node'));
  return candidates.find((path) => {
    if (!existsSync(path)) return false;
    const major = Number(
      execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0],
    );
    return major < 24 && major >= 14;
  });
}
