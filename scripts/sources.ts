import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './packages.ts';

/** A source file; its path is relative to the repository, with slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const folders = [
  'packages/*/{src,test,examples}',
  'packages/*/bin',
  'packages/docs/browser',
  'conformance',
  'tests',
  'bench',
  'scripts',
  'docs',
];

/** Reads every source file of the repository. */
export function listSources(): Source[] {
  const patterns = folders.map((folder) => `${folder}/**/*.{ts,tsx,js}`);
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules', '**/dist'] })
    .map((path) => path.replaceAll(sep, '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
