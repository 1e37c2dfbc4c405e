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

/** Sections whose objects can be referred to by name, with the SIDs of their parents; the innermost first. */
type Scopes = readonly { readonly sections: readonly Section[]; readonly parents: readonly string[] }[];

/**
 * Creates the objects of a seed through the API. Objects that exist are kept, so a second run creates nothing.
 *
 * @throws SeedError for the first object that the server rejects; those before it remain.
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
      // Settings that only contain other sections are not counted.
      if (object.given.length > 0) counts.count(section, changed ? 'updated' : 'unchanged');
      return applyChildren(sidOf(found), false);
    }
    // An object without a name cannot be found again, so it is created only in a new parent.
    if (section.names.length === 0 && !parentIsNew) return counts.count(section, 'unchanged');
    const [initialValues, afterChildren] = [
      object.given.filter((each) => isSetOnCreate(section, each)),
      valuesAfterChildren(object),
    ];
    const created = await withSeedError(
      resolveValues(sectionClient, scopes, initialValues).then((values) =>
        sectionClient.create(location, values),
      ),
    );
    counts.count(section, 'created');
    await applyChildren(sidOf(created), true);
    if (afterChildren.length > 0) {
      const values = await withSeedError(resolveValues(sectionClient, scopes, afterChildren));
      await withSeedError(sectionClient.update(location, [sidOf(created)], values));
    }
  };

  // The first look at the configuration creates the account's default service, which a seed may name. If it fails, so does
  // the first object, whose error has its place in the file.
  await client.fetchConfiguration().catch(() => {});
  await applyAll(objects, [{ sections, parents: [] }], false);
}

const sidOf = ({ sid }: ApiObject): string => (typeof sid === 'string' ? sid : '');

async function fetchSettings(sectionClient: SectionClient, location: Location): Promise<ApiObject> {
  return (await sectionClient.fetch(location, [])) ?? {};
}

/** Finds the object with the same name. */
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

/** Updates the properties of an existing object that differ from the seed; resolves with whether there were any. */
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

/** The state of a conversation is set after its content: a closed one rejects content, and a message makes one active. */
const isState = ({ children }: Section, { field }: FieldValue): boolean =>
  field.path === 'state' && children.length > 0;

const isSetOnCreate = (section: Section, given: FieldValue): boolean =>
  given.field.inCreate && !isState(section, given);

/** Whether a run updates this property of an existing object. Others, such as dates, change by themselves. */
const isUpdatable = (section: Section, given: FieldValue): boolean =>
  isSetOnCreate(section, given) && given.field.inUpdate && !isDate(given.field);

/** The values to set after the content of a new object. The content changes its date, so a given date is set again. */
function valuesAfterChildren({ section, given }: SeedObject): FieldValue[] {
  const later = given.filter((each) => !isSetOnCreate(section, each));
  const date = given.filter(({ field }) => field.path === 'date_updated' && field.inUpdate);
  return later.length === 0 ? [] : [...later, ...date];
}

/** Replaces names by SIDs in the values to send. */
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
