import { nearest } from './nearest.ts';
import { type Place, type Problem, SeedError } from './problem.ts';
import { type Field, type Section, sections } from './sections.ts';
import { type Entry, parseSource, type Source } from './source.ts';
import { BadValue, readValue } from './value.ts';

/** A value that a file gives to a field. */
export interface Given extends Where {
  readonly field: Field;
  readonly value: unknown;
}

/** An object that a file describes, or settings. */
export interface SeedObject extends Where {
  readonly section: Section;
  readonly given: readonly Given[];
  /** In the order in which they are made. */
  readonly children: readonly SeedObject[];
}

interface Where {
  /** Such as `services[0].users[3]`. */
  readonly path: string;
  readonly place: Place;
}

/** A file that has been read and found sound. */
export interface Seed {
  readonly file: string;
  readonly objects: readonly SeedObject[];
}

/**
 * Reads a seed, of YAML or JSON.
 *
 * @param file its name, for messages.
 * @param now what dates before now count from, in milliseconds.
 * @throws SeedError with all that is wrong.
 */
export function readSeed(file: string, text: string, now: number): Seed {
  const source = parseSource(text);
  if (!('kind' in source)) throw new SeedError(file, source);
  const problems: Problem[] = [];
  const { children } = contentOf(source, { path: '', fields: new Map(), sections, outer: [] }, now, problems);
  if (problems.length > 0) throw new SeedError(file, problems);
  return { file, objects: children };
}

/** What can stand in a map of the file. */
interface Frame {
  readonly path: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly sections: readonly Section[];
  /** The sections around, whose objects can be named. */
  readonly outer: readonly Section[];
}

type Content = Pick<SeedObject, 'given' | 'children'>;

function contentOf(source: Source, frame: Frame, now: number, problems: Problem[]): Content {
  const given: Given[] = [];
  const children: SeedObject[] = [];
  const { fields, sections: below } = frame;
  const known = [...frame.outer, ...below];
  const names = new Set(known.flatMap(({ resource }) => resource.sidPrefix ?? []));

  const readMap = (map: Source, prefix: string, path: string) => {
    if (map.kind !== 'map') return void problems.push({ path, place: map.place, message: expected(frame) });
    for (const entry of map.entries) readEntry(entry, `${prefix}${entry.key}`, joined(path, entry.key));
  };
  const readEntry = ({ key, place, value }: Entry, name: string, path: string) => {
    const field = fields.get(name);
    const section = below.find((each) => each.key === name);
    if (value.kind === 'scalar' && value.value === null && (field ?? section) !== undefined) return;
    if (field !== undefined) readField(field, value, path);
    else if (section !== undefined) readSection(section, value, path);
    else if ([...fields.keys()].some((each) => each.startsWith(`${name}.`))) readMap(value, `${name}.`, path);
    else problems.push({ path, place, message: unknown(key, name, frame) });
  };
  const readField = (field: Field, value: Source, path: string) => {
    try {
      const read = readValue(field, value, now, (prefix) => names.has(prefix));
      given.push({ field, value: read, path, place: value.place });
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      problems.push({ path, place: value.place, message: error.message });
    }
  };
  const readSection = (section: Section, value: Source, path: string) => {
    const read = (each: Source, own: string) => {
      const inside = { path: own, fields: section.fields, sections: section.children, outer: known };
      const content = contentOf(each, inside, now, problems);
      const object = { section, path: own, place: each.place, ...content };
      if (each.kind === 'map') problems.push(...lacking(object));
      children.push(object);
    };
    if (section.single) read(value, path);
    else if (value.kind === 'list')
      for (const [i, each] of value.items.entries()) read(each, `${path}[${i}]`);
    else problems.push({ path, place: value.place, message: 'must be a list' });
  };

  readMap(source, '', frame.path);
  children.sort((one, other) => below.indexOf(one.section) - below.indexOf(other.section));
  return { given, children };
}

const joined = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** What an object must have to be made, and to be found again by the next run. */
function lacking({ section, given, path, place }: SeedObject): Problem[] {
  if (section.single) return [];
  const has = (name: string) => given.some(({ field }) => field.path === name);
  const required = [...section.fields.values()].filter(
    ({ parameter, inCreate }) => inCreate && parameter.required,
  );
  const missing = required.filter((field) => !has(field.path)).map((field) => field.path);
  const { names } = section;
  const nameless = names.length > 0 && !names.some((name) => has(name) || missing.includes(name));
  const message = `needs ${missing.join(' and ')}`;
  return [
    ...(missing.length > 0 ? [{ path, place, message }] : []),
    ...(nameless ? [{ path, place, message: `needs ${names.join(' or ')}, to be found again by` }] : []),
  ];
}

const expected = ({ path }: Frame): string =>
  path === '' ? `a seed has the keys ${sections.map(({ key }) => key).join(', ')}` : 'must have keys';

function unknown(key: string, name: string, { fields, sections: below }: Frame): string {
  const depth = name.length - key.length;
  const inside = [...fields.keys(), ...below.map((section) => section.key)]
    .filter((each) => each.startsWith(name.slice(0, depth)))
    .map((each) => each.slice(depth).replace(/\..*/, ''));
  const names = [...new Set(inside)];
  const meant = nearest(key, names);
  return `there is no ${key} here${meant === undefined ? `; there are ${names.join(', ')}` : `; is it ${meant}?`}`;
}
