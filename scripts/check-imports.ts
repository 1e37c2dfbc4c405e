/**
 * Checks that imports go one way, by the table in layers.ts, and that a package is entered by its door alone.
 *
 *   node scripts/check-imports.ts
 */
import { type Import, packageName, parseImports } from './imports.ts';
import { deepImports, type Exception, exceptions, type Layer, layers, restrictedModules } from './layers.ts';
import { listSources } from './sources.ts';

/** What is wrong with an import, or undefined. */
function findViolation(each: Import): string | undefined {
  const test = each.from.endsWith('.test.ts') || /^packages\/[^/]+\/test\//.test(each.from);
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
    : 'goes past the door of a package; import it by its name';
}

/** The package that a file is in, if any; tests, scenarios and scripts are in none. */
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
    : `belongs to ${allowedFolders.join(', ')} alone`;
}

function directionViolation({ from, to }: Import): string | undefined {
  if (to === undefined) return undefined;
  const [own, other] = [layerOf(from), layerOf(to)];
  if (own === undefined) return `${from} is in no layer of scripts/layers.ts`;
  if (own === other || own.mayImport.includes('*')) return undefined;
  return other !== undefined && own.mayImport.includes(other.path)
    ? undefined
    : `${own.path} may not know ${other?.path ?? to}`;
}

function layerOf(path: string): Layer | undefined {
  const fitting = layers.filter((layer) => path.startsWith(layer.path));
  return fitting.toSorted((one, other) => other.path.length - one.path.length)[0];
}

const matches = ({ from, to }: Exception, each: Import): boolean => from === each.from && to === each.to;

const found = listSources()
  .flatMap(parseImports)
  .flatMap((each) => {
    const message = findViolation(each);
    return message === undefined ? [] : [{ ...each, message }];
  });
const forbidden = found.filter((each) => !exceptions.some((exception) => matches(exception, each)));
const stale = exceptions.filter((exception) => !found.some((each) => matches(exception, each)));

for (const { from, specifier, message } of forbidden) console.error(`${from}: '${specifier}' ${message}`);
for (const { from, to } of stale)
  console.error(`scripts/layers.ts: ${from} no longer imports ${to}; remove the exception`);
for (const { from, to, reason } of exceptions) console.log(`note: ${from} -> ${to}: ${reason}`);
if (forbidden.length + stale.length > 0) process.exitCode = 1;
