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

/** An empty folder, removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'colloquy-packaging-')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Copies what `docker build` would see of the repository; all that packing needs is in it. */
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

/** Stands for `npm ci` in a copy of the repository: the modules are this repository's, the packages the copy's. */
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
