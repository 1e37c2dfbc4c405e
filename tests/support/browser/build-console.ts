import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const sources = [
  'packages/console/{src,build,public}/**/*',
  'packages/console/*.*',
  'packages/{client,contract}/src/**/*',
];

/** Builds the console before a run if a source is newer than the last build, so that no test uses an old one. */
export default function setup(): void {
  const built = modifiedAt('packages/console/dist/index.html');
  if (globSync(sources, { cwd: root }).every((path) => modifiedAt(path) <= built)) return;
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.ts'), 'console'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The console cannot be built:\n${stderr}`);
}

const modifiedAt = (path: string): number =>
  statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
