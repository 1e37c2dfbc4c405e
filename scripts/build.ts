/**
 * Builds packages into their dist folders: JavaScript, types, and source maps that include the sources; for the console
 * and the documentation, the files that the server serves.
 *
 *   node scripts/build.ts            all packages
 *   node scripts/build.ts server     one package, after those that it needs
 *
 * In the repository, everything except these two runs from its sources; `npm ci` builds them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { listPackages, type Package, root } from './packages.ts';

const compiler = join(root, 'node_modules/typescript/bin/tsc');
const vite = join(root, 'node_modules/vite/bin/vite.js');

/** Returns a package and all that it needs, directly or not, in the order of `all`. */
function withDependencies(all: readonly Package[], folder: string): Package[] {
  const wanted = new Set([folder]);
  for (const each of all.toReversed()) {
    if (wanted.has(each.folder)) for (const need of each.internalDependencies) wanted.add(need);
  }
  return all.filter((each) => wanted.has(each.folder));
}

/** Arguments of `node` that build the package in a folder, or the types of one that is bundled. */
function commandOf(path: string): string[] {
  const own = join(path, 'build.ts');
  if (existsSync(own)) return [own];
  return existsSync(join(path, 'vite.config.ts'))
    ? [vite, 'build', '--logLevel', 'warn', path]
    : [compiler, '-p', join(path, 'tsconfig.build.json')];
}

async function build(each: Package): Promise<void> {
  const { folder } = each;
  const path = join(root, 'packages', folder);
  // The output of a source that was deleted would be published too.
  rmSync(join(path, 'dist'), { recursive: true, force: true });
  const command = commandOf(path);
  const { status } = spawnSync(process.execPath, command, {
    // Standard output belongs to `npm pack`, which prints the names of its files there.
    stdio: ['ignore', process.stderr, process.stderr],
    // Of the environment, as in a test, Vite would take the mode of the libraries.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(`The package ${folder} cannot be built.`);
  if (existsSync(join(path, 'tsconfig.build.json'))) await bundle(each);
}

const all = listPackages();
const [name] = process.argv.slice(2);
if (name !== undefined && !all.some(({ folder }) => folder === name)) {
  console.error(`There is no package ${name}; there are ${all.map(({ folder }) => folder).join(', ')}.`);
  process.exit(1);
}
for (const each of name === undefined ? all : withDependencies(all, name)) await build(each);
