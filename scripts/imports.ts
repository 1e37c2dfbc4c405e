import { dirname, join } from 'node:path/posix';
import { listPackages } from './packages.ts';
import type { Source } from './sources.ts';

/** An import statement or expression of a file. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path of the imported file, or of our package's folder; undefined for other packages and Node's modules. */
  readonly to: string | undefined;
}

const statement =
  /^\s*(?:import|export)\s(?:[^'"`;]*\sfrom\s)?\s*(['"])([^'"\n]+)\1|\bimport\(\s*(['"])([^'"\n]+)\3\s*\)/gm;

const folderOf = new Map(listPackages().map(({ name, folder }) => [name, `packages/${folder}/`]));

/** Returns the package of a specifier: `@colloquy/contract` for `@colloquy/contract/src/errors.ts`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Finds the imports of a file: of values and of types, static and dynamic. */
export function parseImports({ path, text }: Source): Import[] {
  return [...text.matchAll(statement)].map((match) => {
    const specifier = match[2] ?? match[4] ?? '';
    const to = specifier.startsWith('.')
      ? join(dirname(path), specifier)
      : folderOf.get(packageName(specifier));
    return { from: path, specifier, to };
  });
}
