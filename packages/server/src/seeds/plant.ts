import type { Client } from '@colloquy/client';
import { ColloquyError } from '@colloquy/client';
import { type At, type Calls, callsOf, type Shown, shownAt, type Values } from './calls.ts';
import { SeedError } from './problem.ts';
import type { Given, Seed, SeedObject } from './read.ts';
import { type Section, sections } from './sections.ts';
import type { Tally } from './tally.ts';
import { isDate, Reference } from './value.ts';

/** Sections whose objects can be named, and the SIDs of what they are in; the innermost first. */
type Scopes = readonly { readonly sections: readonly Section[]; readonly parents: readonly string[] }[];

/**
 * Makes what a seed describes by the API, and leaves what is there already: a second run makes nothing.
 *
 * @throws SeedError for the first object that the server did not take; those before it stay.
 */
export async function plant({ file, objects }: Seed, client: Client, tally: Tally): Promise<void> {
  const calls = callsOf(client);
  const plantAll = async (
    all: readonly SeedObject[],
    scopes: Scopes,
    parentIsNew: boolean,
  ): Promise<void> => {
    for (const object of all) await plantOne(object, scopes, parentIsNew);
  };

  const plantOne = async (object: SeedObject, scopes: Scopes, parentIsNew: boolean): Promise<void> => {
    const { section } = object;
    const at = { section, parents: scopes[0]?.parents ?? [] };
    const told = <Result>(work: Promise<Result>) =>
      work.catch((error) => Promise.reject(refused(file, object, error)));
    const content = (sid: string, isNew: boolean) => {
      const parents = section.single ? at.parents : [...at.parents, sid];
      return plantAll(object.children, [{ sections: section.children, parents }, ...scopes], isNew);
    };

    const found = await told(section.single ? settingsAt(calls, at) : find(calls, at, object));
    if (found !== undefined) {
      const changed = await told(change(calls, at, scopes, object, found));
      // Settings that are only a way to others are not worth a word.
      if (object.given.length > 0) tally.count(section, changed ? 'updated' : 'left');
      return content(sidOf(found), false);
    }
    // Without a name there is no telling whether it is there, so it goes into what is new.
    if (section.names.length === 0 && !parentIsNew) return tally.count(section, 'left');
    const [first, last] = [object.given.filter((each) => isFirst(section, each)), laterOf(object)];
    const made = await told(valuesOf(calls, scopes, first).then((values) => calls.create(at, values)));
    tally.count(section, 'made');
    await content(sidOf(made), true);
    if (last.length > 0) {
      const values = await told(valuesOf(calls, scopes, last));
      await told(calls.update(at, [sidOf(made)], values));
    }
  };

  await plantAll(objects, [{ sections, parents: [] }], false);
}

const sidOf = ({ sid }: Shown): string => (typeof sid === 'string' ? sid : '');

async function settingsAt(calls: Calls, at: At): Promise<Shown> {
  return (await calls.fetch(at, [])) ?? {};
}

/** The object of the same name, if there is one. */
async function find(calls: Calls, at: At, { section, given }: SeedObject): Promise<Shown | undefined> {
  const name = section.names.flatMap((each) => given.find(({ field }) => field.path === each) ?? [])[0];
  if (name === undefined) return undefined;
  const { path } = name.field;
  if (path === section.resource.alsoNamedBy) return calls.fetch(at, [String(name.value)]);
  return (await calls.list(at)).find((each) => shownAt(each, path) === name.value);
}

/** Gives to what is there what the file says otherwise; answers whether that was anything. */
async function change(
  calls: Calls,
  at: At,
  scopes: Scopes,
  { section, given }: SeedObject,
  found: Shown,
): Promise<boolean> {
  const settable = given.filter((each) => (section.single ? each.field.inUpdate : isLasting(section, each)));
  const values = await valuesOf(calls, scopes, settable);
  const other = settable.filter(({ field }) => {
    const now = shownAt(found, field.path);
    return (
      (now !== undefined || section.single) && JSON.stringify(now) !== JSON.stringify(values[field.name])
    );
  });
  if (other.length === 0) return false;
  const name = section.single ? [] : [sidOf(found)];
  await calls.update(
    at,
    name,
    Object.fromEntries(other.map(({ field }) => [field.name, values[field.name]])),
  );
  return true;
}

/** A closed conversation takes no content, and a message makes one active: its state comes after them. */
const isState = ({ children }: Section, { field }: Given): boolean =>
  field.path === 'state' && children.length > 0;

const isFirst = (section: Section, given: Given): boolean => given.field.inCreate && !isState(section, given);

/** What a run changes of an object that it has found. All else moves on as the object lives. */
const isLasting = (section: Section, given: Given): boolean =>
  isFirst(section, given) && given.field.inUpdate && !isDate(given.field);

/** What a new object gets when its content is there. That changes it, so a date that is given is given again. */
function laterOf({ section, given }: SeedObject): Given[] {
  const later = given.filter((each) => !isFirst(section, each));
  const date = given.filter(({ field }) => field.path === 'date_updated' && field.inUpdate);
  return later.length === 0 ? [] : [...later, ...date];
}

/** The values that are sent, with SIDs in place of names. */
async function valuesOf(calls: Calls, scopes: Scopes, given: readonly Given[]): Promise<Values> {
  const entries: [string, unknown][] = [];
  for (const { field, value } of given)
    entries.push([field.name, value instanceof Reference ? await resolve(calls, scopes, value) : value]);
  return Object.fromEntries(entries);
}

async function resolve(calls: Calls, scopes: Scopes, { prefix, name }: Reference): Promise<string> {
  for (const { sections: here, parents } of scopes) {
    const section = here.find(({ resource }) => resource.sidPrefix === prefix);
    if (section === undefined) continue;
    const all = await calls.list({ section, parents });
    const found = all.find((each) => section.names.some((path) => shownAt(each, path) === name));
    if (found !== undefined) return sidOf(found);
    throw new TypeError(`there is none of the ${section.key} called ${name}`);
  }
  throw new TypeError(`nothing can be called ${name} here`);
}

function refused(file: string, { path, place }: SeedObject, error: unknown): unknown {
  if (error instanceof SeedError || !(error instanceof Error)) return error;
  const code = error instanceof ColloquyError && error.code !== undefined ? ` (${error.code})` : '';
  return new SeedError(file, [{ path, place, message: error.message + code }], { cause: error });
}
