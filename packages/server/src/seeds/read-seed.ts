import { suggest } from '../platform/suggest.ts';
import { type Entry, parseSource, type Source } from './parse-source.ts';
import { decodeValue, InvalidValueError } from './read-value.ts';
import { type Field, type Section, sections } from './sections.ts';
import { type Position, type Problem, SeedError } from './seed-error.ts';

/** A field and its value in a file. */
export interface FieldValue extends Located {
  readonly field: Field;
  readonly value: unknown;
}

/** An object in a file, or settings. */
export interface SeedObject extends Located {
  readonly section: Section;
  readonly given: readonly FieldValue[];
  /** In the order in which they are created. */
  readonly children: readonly SeedObject[];
}

interface Located {
  /** Such as `services[0].users[3]`. */
  readonly path: string;
  readonly position: Position;
}

/** A parsed and valid file. */
export interface Seed {
  readonly file: string;
  readonly objects: readonly SeedObject[];
}

/**
 * Parses and checks a seed in YAML or JSON.
 *
 * @param file its name for error messages.
 * @param now the origin of relative dates, in milliseconds since the epoch.
 * @throws SeedError with all problems of the file.
 */
export function readSeed(file: string, text: string, now: number): Seed {
  const source = parseSource(text);
  if (!('kind' in source)) throw new SeedError(file, source);
  const problems: Problem[] = [];
  const { children } = readContent(
    source,
    { path: '', fields: new Map(), sections, enclosing: [] },
    now,
    problems,
  );
  if (problems.length > 0) throw new SeedError(file, problems);
  return { file, objects: children };
}

/** The keys that a map of the file can have. */
interface MapContext {
  readonly path: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly sections: readonly Section[];
  /** The enclosing sections, whose objects can be referred to by name. */
  readonly enclosing: readonly Section[];
}

type Content = Pick<SeedObject, 'given' | 'children'>;

function readContent(source: Source, context: MapContext, now: number, problems: Problem[]): Content {
  const given: FieldValue[] = [];
  const children: SeedObject[] = [];
  const { fields, sections: below } = context;
  const known = [...context.enclosing, ...below];
  const names = new Set(known.flatMap(({ resource }) => resource.sidPrefix ?? []));

  const readMap = (map: Source, prefix: string, path: string) => {
    if (map.kind !== 'map')
      return void problems.push({ path, position: map.position, message: expectedMessage(context) });
    for (const entry of map.entries) readEntry(entry, `${prefix}${entry.key}`, joinPath(path, entry.key));
  };
  const readEntry = ({ key, position, value }: Entry, name: string, path: string) => {
    const field = fields.get(name);
    const section = below.find((each) => each.key === name);
    if (value.kind === 'scalar' && value.value === null && (field ?? section) !== undefined) return;
    if (field !== undefined) readField(field, value, path);
    else if (section !== undefined) readSection(section, value, path);
    else if ([...fields.keys()].some((each) => each.startsWith(`${name}.`))) readMap(value, `${name}.`, path);
    else problems.push({ path, position, message: unknownKeyMessage(key, name, context) });
  };
  const readField = (field: Field, value: Source, path: string) => {
    try {
      const read = decodeValue(field, value, now, (prefix) => names.has(prefix));
      given.push({ field, value: read, path, position: value.position });
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      problems.push({ path, position: value.position, message: error.message });
    }
  };
  const readSection = (section: Section, value: Source, path: string) => {
    const read = (each: Source, own: string) => {
      const inner = { path: own, fields: section.fields, sections: section.children, enclosing: known };
      const content = readContent(each, inner, now, problems);
      const object = { section, path: own, position: each.position, ...content };
      if (each.kind === 'map') problems.push(...findMissing(object));
      children.push(object);
    };
    if (section.single) read(value, path);
    else if (value.kind === 'list')
      for (const [i, each] of value.items.entries()) read(each, `${path}[${i}]`);
    else problems.push({ path, position: value.position, message: 'must be a list' });
  };

  readMap(source, '', context.path);
  children.sort((one, other) => below.indexOf(one.section) - below.indexOf(other.section));
  return { given, children };
}

const joinPath = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Finds missing values that are needed to create an object, or to find it in the next run. */
function findMissing({ section, given, path, position }: SeedObject): Problem[] {
  if (section.single) return [];
  const has = (name: string) => given.some(({ field }) => field.path === name);
  const required = [...section.fields.values()].filter(
    ({ parameter, inCreate }) => inCreate && parameter.required,
  );
  const missing = required.filter((field) => !has(field.path)).map((field) => field.path);
  const { names } = section;
  const hasNoName = names.length > 0 && !names.some((name) => has(name) || missing.includes(name));
  const message = `needs ${missing.join(' and ')}`;
  return [
    ...(missing.length > 0 ? [{ path, position, message }] : []),
    ...(hasNoName ? [{ path, position, message: `needs ${names.join(' or ')}, to be found again by` }] : []),
  ];
}

const expectedMessage = ({ path }: MapContext): string =>
  path === '' ? `a seed has the keys ${sections.map(({ key }) => key).join(', ')}` : 'must have keys';

function unknownKeyMessage(key: string, name: string, { fields, sections: below }: MapContext): string {
  const depth = name.length - key.length;
  const inner = [...fields.keys(), ...below.map((section) => section.key)]
    .filter((each) => each.startsWith(name.slice(0, depth)))
    .map((each) => each.slice(depth).replace(/\..*/, ''));
  const names = [...new Set(inner)];
  const suggestion = suggest(key, names);
  return `there is no ${key} here${suggestion === undefined ? `; there are ${names.join(', ')}` : `; is it ${suggestion}?`}`;
}
