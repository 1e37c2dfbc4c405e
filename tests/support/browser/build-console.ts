import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const sources = [
  'packages/console/{src,build,public}/**/*',
  'packages/console/*.*',
  'packages/{client,contract}/src/**/*',
];

const builder = join(root, 'scripts/build.ts');

/**
 * Builds the console before a run if a source is newer than the last build, so that no test uses an old one. A copy of
 * the sources without the repository's scripts stays without a console.
 */
export default function setup(): void {
  if (!existsSync(builder)) return;
  const built = modifiedAt('packages/console/dist/index.html');
  if (globSync(sources, { cwd: root }).every((path) => modifiedAt(path) <= built)) return;
  const { status, stderr } = spawnSync(process.execPath, [builder, 'console'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The console cannot be built:\n${stderr}`);
}

const modifiedAt = (path: string): number =>
  statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
