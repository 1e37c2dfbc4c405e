/**
 * Runs every check except the tests: `npm run check`. Prints one line per check, and the output of those that fail.
 */
import { execFile } from 'node:child_process';
import { root } from './packages.ts';

interface Check {
  readonly name: string;
  /** Arguments of `node`. */
  readonly command: readonly string[];
}

const checks: readonly Check[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  {
    name: 'types of the console',
    command: ['node_modules/typescript/bin/tsc', '-p', 'packages/console'],
  },
  {
    name: 'types of the documentation site',
    command: ['node_modules/typescript/bin/tsc', '-p', 'packages/docs'],
  },
  {
    name: 'types of the example page',
    command: ['node_modules/typescript/bin/tsc', '-p', 'packages/server/examples'],
  },
  {
    name: 'lint and format',
    command: [
      'node_modules/@biomejs/biome/bin/biome',
      'check',
      '--error-on-warnings',
      '--diagnostic-level=warn',
    ],
  },
  {
    name: 'unused exports and dependencies',
    command: ['node_modules/knip/bin/knip.js', '--treat-config-hints-as-errors'],
  },
  { name: 'import directions', command: ['scripts/check-imports.ts'] },
  { name: 'pages and links of the documents', command: ['packages/docs/check.ts'] },
  { name: 'retired terms and plain words', command: ['scripts/check-vocabulary.ts'] },
  { name: 'file sizes', command: ['scripts/check-file-sizes.ts'] },
  { name: 'package licences', command: ['scripts/check-licences.ts'] },
  {
    name: 'generated documents',
    command: ['--conditions=colloquy-source', 'scripts/docs.ts', '--check'],
  },
];

/** Runs a check, prints its result and returns whether it passed. */
async function run({ name, command }: Check): Promise<boolean> {
  const start = performance.now();
  const { failed, output } = await new Promise<{ failed: boolean; output: string }>((resolve) => {
    execFile(process.execPath, command, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, output: stdout + stderr });
    });
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${failed ? 'FAILED' : 'ok    '} ${name} (${seconds} s)`);
  const shown = failed
    ? output
    : output
        .split('\n')
        .filter((line) => line.startsWith('note: '))
        .join('\n');
  if (shown.trim() !== '') console.log(shown.trimEnd().replaceAll(/^/gm, '       '));
  return !failed;
}

const results: boolean[] = [];
for (const check of checks) results.push(await run(check));
if (results.includes(false)) process.exitCode = 1;
