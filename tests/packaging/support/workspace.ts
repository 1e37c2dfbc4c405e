import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** Creates an empty folder, which `remove` deletes. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'colloquy-packaging-')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Copies the files that `docker build` would see, which are all that packing needs. */
export function copyContext(destination: string): void {
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && line !== '*' && !line.startsWith('#'));
  const [included, excluded] = [
    lines.filter((line) => line.startsWith('!')),
    lines.filter((line) => !line.startsWith('!')),
  ];
  const wanted = (path: string) => !excluded.some((pattern) => matchesGlob(relative(root, path), pattern));
  for (const name of included.map((line) => line.slice(1))) {
    cpSync(join(root, name), join(destination, name), { recursive: true, filter: wanted });
  }
}

/** Replaces `npm ci` in a copy of the repository: links this repository's modules and the copy's packages. */
export function linkModules(copy: string): void {
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@colloquy'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!['@colloquy', 'colloquy'].includes(name))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const folder of readdirSync(join(copy, 'packages'))) {
    const { name } = JSON.parse(readFileSync(join(copy, 'packages', folder, 'package.json'), 'utf8'));
    symlinkSync(join(copy, 'packages', folder), join(modules, name));
  }
}
