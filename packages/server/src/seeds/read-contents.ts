import type { Client } from '@colloquy/client';
import { isDate } from './read-value.ts';
import {
  type ApiObject,
  createSectionClient,
  type Location,
  type SectionClient,
  valueAt,
} from './section-client.ts';
import { type Field, referencedPrefix, type Section, sections } from './sections.ts';

/** What a seed file contains, as JSON. */
export type SeedContents = Readonly<Record<string, unknown>>;

/** The shortest timers that the API accepts. */
const [minInactiveMs, minClosedMs] = [60_000, 600_000];

/** The names of the objects that others refer to, by SID. */
type Names = ReadonlyMap<string, string>;

/**
 * Reads everything that a seed can contain through the API. What is below a service is listed there, also of the default
 * service.
 *
 * @param nowMs from when the time that timers have left counts, in milliseconds since the epoch.
 * @param onObject is called for each object that has been read.
 */
export async function readContents(
  client: Client,
  nowMs: number,
  onObject: (section: Section) => void,
): Promise<SeedContents> {
  const sectionClient = createSectionClient(client);
  const services = sections.find(({ resource }) => resource.sidPrefix === 'IS');
  const inServices = new Set(services?.children.map(({ resource }) => resource));
  const top = sections.filter(({ resource }) => !inServices.has(resource) && isReadable(resource));
  return readSections(top, [], new Map(), { sectionClient, nowMs, onObject });
}

/** The API never replies the secrets of push services, without which they cannot be created. */
const isReadable = ({ sidPrefix }: Section['resource']): boolean => sidPrefix !== 'CR';

interface Reading {
  readonly sectionClient: SectionClient;
  readonly nowMs: number;
  readonly onObject: (section: Section) => void;
}

async function readSections(
  all: readonly Section[],
  parents: readonly string[],
  outer: Names,
  reading: Reading,
): Promise<SeedContents> {
  const contents: Record<string, unknown> = {};
  let names = outer;
  // Objects that others refer to come first, as they do when a seed is applied.
  for (const section of all) {
    const location = { section, parents };
    const objects = await listObjects(location, reading.sectionClient);
    names = new Map([...names, ...nameAll(section, objects)]);
    const written: SeedContents[] = [];
    for (const object of objects) {
      reading.onObject(section);
      const below = section.single ? parents : [...parents, sidOf(object)];
      const fields = writeFields(section, object, names, reading.nowMs);
      const children = await readSections(section.children, below, names, reading);
      written.push({ ...fields, ...children });
    }
    const [settings] = written;
    if (section.single && settings !== undefined && Object.keys(settings).length > 0)
      contents[section.key] = settings;
    else if (!section.single && written.length > 0) contents[section.key] = written;
  }
  return contents;
}

async function listObjects(location: Location, client: SectionClient): Promise<readonly ApiObject[]> {
  // SIDs begin with time, so a seed creates objects in the order of this dump.
  if (!location.section.single)
    return (await client.list(location)).toSorted((one, other) => (sidOf(one) < sidOf(other) ? -1 : 1));
  const found = await client.fetch(location, []);
  return found === undefined ? [] : [found];
}

const sidOf = ({ sid }: ApiObject): string => (typeof sid === 'string' ? sid : '');

/** The names of objects by which a seed finds them. One without a name gets one, and equal ones get a number. */
function nameAll({ names: [path], single }: Section, objects: readonly ApiObject[]): Names {
  const names = new Map<string, string>();
  if (path === undefined || single) return names;
  const used = new Set<string>();
  for (const object of objects) {
    const given = valueAt(object, path);
    const name = typeof given === 'string' && given !== '' ? given : `unnamed-${sidOf(object)}`;
    let unique = name;
    for (let n = 2; used.has(unique); n++) unique = `${name} (${n})`;
    used.add(unique);
    names.set(sidOf(object), unique);
  }
  return names;
}

function writeFields(section: Section, object: ApiObject, names: Names, nowMs: number): SeedContents {
  const written: Record<string, unknown> = {};
  const [namePath] = section.names;
  const hasOtherName = section.names.slice(1).some((path) => isGiven(valueAt(object, path)));
  for (const field of section.fields.values()) {
    const value =
      field.path === namePath && !hasOtherName
        ? names.get(sidOf(object))
        : (writeTimer(field, object, nowMs) ?? writeValue(field, object, names));
    if (value !== undefined) setAt(written, field.path.split('.'), value);
  }
  return written;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function writeValue(field: Field, object: ApiObject, names: Names): unknown {
  const value = valueAt(object, field.path);
  if (!isGiven(value) || (Array.isArray(value) && value.length === 0)) return undefined;
  if (value instanceof Date) return isDate(field) ? value.toISOString() : undefined;
  const prefix = referencedPrefix(field);
  if (prefix === undefined || typeof value !== 'string') return value === '{}' ? undefined : value;
  // Media, which are not in a seed, cannot be referred to.
  return prefix === 'ME' ? undefined : (names.get(value) ?? value);
}

/** A timer is replied as the date when it is due. It continues with the time that it has left, or what the API allows. */
function writeTimer({ path }: Field, object: ApiObject, nowMs: number): string | undefined {
  const [, timer] = /^timers\.(inactive|closed)$/.exec(path) ?? [];
  const due = timer === undefined ? undefined : valueAt(object, `timers.date_${timer}`);
  if (!(due instanceof Date)) return undefined;
  const leftMs = Math.max(due.getTime() - nowMs, timer === 'closed' ? minClosedMs : minInactiveMs);
  return `PT${Math.ceil(leftMs / 1000)}S`;
}

function setAt(
  target: Record<string, unknown>,
  [name = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inside = { ...Object(target[name]) };
  setAt(inside, rest, value);
  target[name] = inside;
}
