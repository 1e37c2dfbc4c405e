import type { Client } from '@colloquy/client';
import { ColloquyError } from '@colloquy/client';
import type { Counts } from './counts.ts';
import type { FieldValue, Seed, SeedObject } from './read-seed.ts';
import { isDate, Reference } from './read-value.ts';
import {
  type ApiObject,
  createSectionClient,
  type Location,
  type SectionClient,
  type Values,
  valueAt,
} from './section-client.ts';
import { type Section, sections } from './sections.ts';
import { SeedError } from './seed-error.ts';

/** Sections whose objects can be named, and the SIDs of what they are in; the innermost first. */
type Scopes = readonly { readonly sections: readonly Section[]; readonly parents: readonly string[] }[];

/**
 * Makes what a seed describes by the API, and leaves what is there already: a second run makes nothing.
 *
 * @throws SeedError for the first object that the server did not take; those before it stay.
 */
export async function applySeed({ file, objects }: Seed, client: Client, counts: Counts): Promise<void> {
  const sectionClient = createSectionClient(client);
  const applyAll = async (
    all: readonly SeedObject[],
    scopes: Scopes,
    parentIsNew: boolean,
  ): Promise<void> => {
    for (const object of all) await applyOne(object, scopes, parentIsNew);
  };

  const applyOne = async (object: SeedObject, scopes: Scopes, parentIsNew: boolean): Promise<void> => {
    const { section } = object;
    const location = { section, parents: scopes[0]?.parents ?? [] };
    const withSeedError = <Result>(work: Promise<Result>) =>
      work.catch((error) => Promise.reject(toSeedError(file, object, error)));
    const applyChildren = (sid: string, isNew: boolean) => {
      const parents = section.single ? location.parents : [...location.parents, sid];
      return applyAll(object.children, [{ sections: section.children, parents }, ...scopes], isNew);
    };

    const found = await withSeedError(
      section.single ? fetchSettings(sectionClient, location) : find(sectionClient, location, object),
    );
    if (found !== undefined) {
      const changed = await withSeedError(updateIfDifferent(sectionClient, location, scopes, object, found));
      // Settings that are only a way to others are not worth a word.
      if (object.given.length > 0) counts.count(section, changed ? 'updated' : 'left');
      return applyChildren(sidOf(found), false);
    }
    // Without a name there is no telling whether it is there, so it goes into what is new.
    if (section.names.length === 0 && !parentIsNew) return counts.count(section, 'left');
    const [initialValues, afterChildren] = [
      object.given.filter((each) => isSetOnCreate(section, each)),
      valuesAfterChildren(object),
    ];
    const created = await withSeedError(
      resolveValues(sectionClient, scopes, initialValues).then((values) =>
        sectionClient.create(location, values),
      ),
    );
    counts.count(section, 'made');
    await applyChildren(sidOf(created), true);
    if (afterChildren.length > 0) {
      const values = await withSeedError(resolveValues(sectionClient, scopes, afterChildren));
      await withSeedError(sectionClient.update(location, [sidOf(created)], values));
    }
  };

  await applyAll(objects, [{ sections, parents: [] }], false);
}

const sidOf = ({ sid }: ApiObject): string => (typeof sid === 'string' ? sid : '');

async function fetchSettings(sectionClient: SectionClient, location: Location): Promise<ApiObject> {
  return (await sectionClient.fetch(location, [])) ?? {};
}

/** The object of the same name, if there is one. */
async function find(
  sectionClient: SectionClient,
  location: Location,
  { section, given }: SeedObject,
): Promise<ApiObject | undefined> {
  const name = section.names.flatMap((each) => given.find(({ field }) => field.path === each) ?? [])[0];
  if (name === undefined) return undefined;
  const { path } = name.field;
  if (path === section.resource.alternateKey) return sectionClient.fetch(location, [String(name.value)]);
  return (await sectionClient.list(location)).find((each) => valueAt(each, path) === name.value);
}

/** Gives to what is there what the file says otherwise; answers whether that was anything. */
async function updateIfDifferent(
  sectionClient: SectionClient,
  location: Location,
  scopes: Scopes,
  { section, given }: SeedObject,
  found: ApiObject,
): Promise<boolean> {
  const settable = given.filter((each) =>
    section.single ? each.field.inUpdate : isUpdatable(section, each),
  );
  const values = await resolveValues(sectionClient, scopes, settable);
  const other = settable.filter(({ field }) => {
    const now = valueAt(found, field.path);
    return (
      (now !== undefined || section.single) && JSON.stringify(now) !== JSON.stringify(values[field.name])
    );
  });
  if (other.length === 0) return false;
  const name = section.single ? [] : [sidOf(found)];
  await sectionClient.update(
    location,
    name,
    Object.fromEntries(other.map(({ field }) => [field.name, values[field.name]])),
  );
  return true;
}

/** A closed conversation takes no content, and a message makes one active: its state comes after them. */
const isState = ({ children }: Section, { field }: FieldValue): boolean =>
  field.path === 'state' && children.length > 0;

const isSetOnCreate = (section: Section, given: FieldValue): boolean =>
  given.field.inCreate && !isState(section, given);

/** What a run changes of an object that it has found. All else moves on as the object lives. */
const isUpdatable = (section: Section, given: FieldValue): boolean =>
  isSetOnCreate(section, given) && given.field.inUpdate && !isDate(given.field);

/** What a new object gets when its content is there. That changes it, so a date that is given is given again. */
function valuesAfterChildren({ section, given }: SeedObject): FieldValue[] {
  const later = given.filter((each) => !isSetOnCreate(section, each));
  const date = given.filter(({ field }) => field.path === 'date_updated' && field.inUpdate);
  return later.length === 0 ? [] : [...later, ...date];
}

/** The values that are sent, with SIDs in place of names. */
async function resolveValues(
  sectionClient: SectionClient,
  scopes: Scopes,
  given: readonly FieldValue[],
): Promise<Values> {
  const entries: [string, unknown][] = [];
  for (const { field, value } of given)
    entries.push([
      field.name,
      value instanceof Reference ? await resolveReference(sectionClient, scopes, value) : value,
    ]);
  return Object.fromEntries(entries);
}

async function resolveReference(
  sectionClient: SectionClient,
  scopes: Scopes,
  { prefix, name }: Reference,
): Promise<string> {
  for (const { sections: candidates, parents } of scopes) {
    const section = candidates.find(({ resource }) => resource.sidPrefix === prefix);
    if (section === undefined) continue;
    const all = await sectionClient.list({ section, parents });
    const found = all.find((each) => section.names.some((path) => valueAt(each, path) === name));
    if (found !== undefined) return sidOf(found);
    throw new TypeError(`there is none of the ${section.key} called ${name}`);
  }
  throw new TypeError(`nothing can be called ${name} here`);
}

function toSeedError(file: string, { path, position }: SeedObject, error: unknown): unknown {
  if (error instanceof SeedError || !(error instanceof Error)) return error;
  const code = error instanceof ColloquyError && error.code !== undefined ? ` (${error.code})` : '';
  return new SeedError(file, [{ path, position, message: error.message + code }], { cause: error });
}
