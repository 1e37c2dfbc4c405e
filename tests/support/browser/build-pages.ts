import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** The packages that are built for browsers, with what they are built from. */
const packages: Readonly<Record<string, readonly string[]>> = {
  console: [
    'packages/console/{src,build,public}/**/*',
    'packages/console/*.*',
    'packages/{client,contract}/src/**/*',
  ],
  docs: [
    'packages/docs/{src,browser}/**/*',
    'packages/docs/*.*',
    '{docs,deploy,samples}/**/*',
    'packages/*/README.md',
    '*.md',
  ],
};

const builder = join(root, 'scripts/build.ts');
const documents = join(root, 'docs');

/**
 * Builds the console and the documentation before a run if a source is newer than the last build, so that no test uses an
 * old one. A copy of the sources without the documents stays without them.
 */
export default function setup(): void {
  if (!existsSync(documents)) return;
  for (const [name, sources] of Object.entries(packages)) {
    const built = modifiedAt(`packages/${name}/dist/index.html`);
    if (globSync([...sources], { cwd: root }).every((path) => modifiedAt(path) <= built)) continue;
    const { status, stderr } = spawnSync(process.execPath, [builder, name], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The package ${name} cannot be built:\n${stderr}`);
  }
}

const modifiedAt = (path: string): number =>
  statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
