/**
 * Checks that imports go one way, by the table in layers.ts, and that a package is entered by its door alone.
 *
 *   node scripts/check-imports.ts
 */
import { type Import, importsOf, packageName } from './imports.ts';
import { confined, type Exception, exceptions, type Layer, layers, reaches } from './layers.ts';
import { sources } from './sources.ts';

/** What is wrong with an import, or undefined. */
function fault(each: Import): string | undefined {
  const test = each.from.endsWith('.test.ts') || /^packages\/[^/]+\/test\//.test(each.from);
  return doorFault(each) ?? (test ? undefined : (confinedFault(each) ?? directionFault(each)));
}

function doorFault({ from, specifier, to }: Import): string | undefined {
  if (to === undefined || packageOf(to) === undefined || packageOf(from) === packageOf(to)) return undefined;
  if (reaches.some((each) => from.startsWith(each.from) && to.startsWith(each.to))) return undefined;
  const name = packageName(specifier);
  return specifier === name || specifier === `${name}/package.json`
    ? undefined
    : 'goes past the door of a package; import it by its name';
}

/** The package that a file is in, if any; tests, scenarios and scripts are in none. */
function packageOf(path: string): string | undefined {
  return /^packages\/[^/]+\//.exec(path)?.[0];
}

function confinedFault({ from, specifier }: Import): string | undefined {
  const places = Object.hasOwn(confined, specifier) ? confined[specifier] : undefined;
  if (places === undefined || !from.startsWith('packages/server/src/')) return undefined;
  return places.some((place) => from.startsWith(place)) ? undefined : `belongs to ${places.join(', ')} alone`;
}

function directionFault({ from, to }: Import): string | undefined {
  if (to === undefined) return undefined;
  const [mine, other] = [layerOf(from), layerOf(to)];
  if (mine === undefined) return `${from} is in no layer of scripts/layers.ts`;
  if (mine === other || mine.knows.includes('*')) return undefined;
  return other !== undefined && mine.knows.includes(other.path)
    ? undefined
    : `${mine.path} may not know ${other?.path ?? to}`;
}

function layerOf(path: string): Layer | undefined {
  const fitting = layers.filter((layer) => path.startsWith(layer.path));
  return fitting.toSorted((one, other) => other.path.length - one.path.length)[0];
}

const matches = ({ from, to }: Exception, each: Import): boolean => from === each.from && to === each.to;

const found = sources()
  .flatMap(importsOf)
  .flatMap((each) => {
    const message = fault(each);
    return message === undefined ? [] : [{ ...each, message }];
  });
const forbidden = found.filter((each) => !exceptions.some((exception) => matches(exception, each)));
const stale = exceptions.filter((exception) => !found.some((each) => matches(exception, each)));

for (const { from, specifier, message } of forbidden) console.error(`${from}: '${specifier}' ${message}`);
for (const { from, to } of stale)
  console.error(`scripts/layers.ts: ${from} no longer imports ${to}; remove the exception`);
for (const { from, to, because } of exceptions) console.log(`note: ${from} -> ${to}: ${because}`);
if (forbidden.length + stale.length > 0) process.exitCode = 1;
