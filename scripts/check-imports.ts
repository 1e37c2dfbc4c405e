/**
 * Checks that imports go one way, by the table in layers.ts, that each folder of the server is in that table, that a
 * package is imported by its name only, and that no file imports itself through others, types included.
 *
 *   node scripts/check-imports.ts
 */
import { findImportCycles } from './import-cycles.ts';
import { type Import, packageName, parseImports } from './imports.ts';
import { findUnlayered, layerOf } from './layer-of.ts';
import { deepImports, type Exception, exceptions, restrictedModules } from './layers.ts';
import { listSources } from './sources.ts';

/** Returns what is wrong with an import, or undefined. */
function findViolation(each: Import): string | undefined {
  // The tests of a package may import everything; the runner of the scenarios may not.
  const test = /^packages\/[^/]+\/(?:test\/|.*\.test\.ts$)/.test(each.from);
  return (
    entryPointViolation(each) ??
    (test ? undefined : (restrictedModuleViolation(each) ?? directionViolation(each)))
  );
}

function entryPointViolation({ from, specifier, to }: Import): string | undefined {
  if (to === undefined || packageOf(to) === undefined || packageOf(from) === packageOf(to)) return undefined;
  if (deepImports.some((each) => from.startsWith(each.from) && to.startsWith(each.to))) return undefined;
  const name = packageName(specifier);
  return specifier === name || specifier === `${name}/package.json`
    ? undefined
    : 'is inside another package; import the package by its name';
}

/** The package that contains a file, if any; tests, scenarios and scripts are in none. */
function packageOf(path: string): string | undefined {
  return /^packages\/[^/]+\//.exec(path)?.[0];
}

function restrictedModuleViolation({ from, specifier }: Import): string | undefined {
  const allowedFolders = Object.hasOwn(restrictedModules, specifier)
    ? restrictedModules[specifier]
    : undefined;
  if (allowedFolders === undefined || !from.startsWith('packages/server/src/')) return undefined;
  return allowedFolders.some((folder) => from.startsWith(folder))
    ? undefined
    : `may be imported only by ${allowedFolders.join(', ')}`;
}

function directionViolation({ from, to }: Import): string | undefined {
  if (to === undefined) return undefined;
  const [own, other] = [layerOf(from), layerOf(to)];
  if (own === undefined) return 'is imported by a file that no layer of scripts/layers.ts contains';
  if (own === other || own.mayImport.includes('*')) return undefined;
  return other !== undefined && own.mayImport.includes(other.path)
    ? undefined
    : `breaks the order of the layers: ${own.path} may not import ${other?.path ?? to}`;
}

const matches = ({ from, to }: Exception, each: Import): boolean => from === each.from && to === each.to;

const sources = listSources();
const imports = sources.flatMap(parseImports);
const found = imports.flatMap((each) => {
  const message = findViolation(each);
  return message === undefined ? [] : [{ ...each, message }];
});
const forbidden = found.filter((each) => !exceptions.some((exception) => matches(exception, each)));
const stale = exceptions.filter((exception) => !found.some((each) => matches(exception, each)));

for (const { from, specifier, message } of forbidden) console.error(`${from}: '${specifier}' ${message}`);
for (const { from, to } of stale)
  console.error(`scripts/layers.ts: ${from} no longer imports ${to}; remove the exception`);
for (const { from, to, reason } of exceptions) console.log(`note: ${from} -> ${to}: ${reason}`);
const cycles = findImportCycles(imports);
for (const cycle of cycles) console.error(`circular imports: ${[...cycle, cycle[0]].join(' -> ')}`);
const unlayered = findUnlayered(sources.map(({ path }) => path));
for (const path of unlayered) console.error(`${path}: has no entry in scripts/layers.ts`);
if (forbidden.length + stale.length + cycles.length + unlayered.length > 0) process.exitCode = 1;
