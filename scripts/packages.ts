import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Path of the repository. */
export const root = dirname(import.meta.dirname);

/** A package of the workspace. */
export interface Package {
  /** Name of its folder under packages/, such as `server`. */
  readonly folder: string;
  /** Name by which it is imported, such as `colloquy`. */
  readonly name: string;
  /** Folders of our packages that it needs. */
  readonly internalDependencies: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Lists all packages, each after those that it needs. */
export function listPackages(): Package[] {
  const manifests = new Map(
    readdirSync(join(root, 'packages')).map((folder) => [folder, readManifest(folder)]),
  );
  const folderOf = new Map([...manifests].map(([folder, { name }]) => [name, folder]));
  const sorted = new Map<string, Package>();
  const add = (folder: string, { name, dependencies = {} }: Manifest): void => {
    if (sorted.has(folder)) return;
    const internalDependencies = Object.keys(dependencies).flatMap(
      (dependency) => folderOf.get(dependency) ?? [],
    );
    for (const need of internalDependencies) add(need, readManifest(need));
    sorted.set(folder, { folder, name, internalDependencies });
  };
  for (const [folder, manifest] of manifests) add(folder, manifest);
  return [...sorted.values()];
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
}
