/**
 * Compiles packages to their dist folders: JavaScript, types, and source maps that include the sources.
 *
 *   node scripts/build.ts            all packages
 *   node scripts/build.ts server     one package, after those that it needs
 *
 * Only published packages are compiled; in the repository everything runs from its sources.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages, type Package, root } from './packages.ts';

const compiler = join(root, 'node_modules/typescript/bin/tsc');

/** Returns a package and all that it needs, directly or not, in the order of `all`. */
function withDependencies(all: readonly Package[], folder: string): Package[] {
  const wanted = new Set([folder]);
  for (const each of all.toReversed()) {
    if (wanted.has(each.folder)) for (const need of each.internalDependencies) wanted.add(need);
  }
  return all.filter((each) => wanted.has(each.folder));
}

function compile({ folder }: Package): void {
  const path = join(root, 'packages', folder);
  // The output of a source that was deleted would be published too.
  rmSync(join(path, 'dist'), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(path, 'tsconfig.build.json')], {
    // Standard output belongs to `npm pack`, which prints the names of its files there.
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status !== 0) throw new Error(`The package ${folder} does not compile.`);
}

const all = listPackages();
const [name] = process.argv.slice(2);
if (name !== undefined && !all.some(({ folder }) => folder === name)) {
  console.error(`There is no package ${name}; there are ${all.map(({ folder }) => folder).join(', ')}.`);
  process.exit(1);
}
for (const each of name === undefined ? all : withDependencies(all, name)) compile(each);
