import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's folder. */
export const root = dirname(import.meta.dirname);

/** A package of the workspace. */
export interface Package {
  /** Name of its folder under packages/, such as `server`. */
  readonly folder: string;
  /** Name that it is imported under, such as `colloquy`. */
  readonly name: string;
  /** Folders of the packages of ours that it needs. */
  readonly needs: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** All packages, each after those that it needs. */
export function packages(): Package[] {
  const manifests = new Map(
    readdirSync(join(root, 'packages')).map((folder) => [folder, manifestOf(folder)]),
  );
  const folderOf = new Map([...manifests].map(([folder, { name }]) => [name, folder]));
  const sorted = new Map<string, Package>();
  const add = (folder: string, { name, dependencies = {} }: Manifest): void => {
    if (sorted.has(folder)) return;
    const needs = Object.keys(dependencies).flatMap((dependency) => folderOf.get(dependency) ?? []);
    for (const need of needs) add(need, manifestOf(need));
    sorted.set(folder, { folder, name, needs });
  };
  for (const [folder, manifest] of manifests) add(folder, manifest);
  return [...sorted.values()];
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
}
