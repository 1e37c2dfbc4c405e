import type { Properties, Property, Resource } from '@colloquy/contract';
import type { Dialect } from '../storage/dialect.ts';
import { type RowOf, type SqlValue, text } from '../storage/table.ts';

/** What all objects of a reply share, as the parameters of a query. */
export const presentation = {
  account_sid: text(),
  chat_service_sid: text(),
  /** `,"chat_service_sid":"IS…"` for replies below a service, otherwise empty. */
  chat_service_member: text(),
  /** URL of the service or of the API's root, and of the collection, without a slash at the end. */
  scope_url: text(),
  collection_url: text(),
} as const;

export type ReplyContext = RowOf<typeof presentation>;

/**
 * Writes the JSON of an object in a reply from the properties of the contract. It can be written in the program, from a
 * row that a command has loaded, and in the database, which is about twice as fast for rows that have to be read. The
 * column of a nested property is its path joined by `_`.
 */
export interface Presenter {
  readonly fromRow: (row: Readonly<Record<string, SqlValue>>, context: ReplyContext) => string;
  /** An SQL expression; its parameters are those of {@link presentation}. */
  readonly sql: (dialect: Dialect) => string;
  /** The columns that the JSON depends on. */
  readonly columns: ReadonlySet<string>;
}

/** A part of the JSON: fixed text, or computed from columns. */
type Fragment = string | Computed;

interface Computed {
  /** The columns from which it is computed. */
  readonly columns: readonly string[];
  /** Equal for all rows of a query, so that the database computes it once. */
  readonly constant?: true;
  /** Undefined for a column without a value. */
  readonly fromRow: (row: Readonly<Record<string, SqlValue>>, context: ReplyContext) => string | undefined;
  /** NULL for a column without a value. */
  readonly sql: (dialect: Dialect) => string;
}

/** @param columns names of columns that differ from their property, because SQL reserves the name. */
export function presenter(resource: Resource, columns: Readonly<Record<string, string>> = {}): Presenter {
  const fragments = merged(objectFragments(resource.properties, '', { ...resource, columns }));
  return {
    fromRow: (row, context) => {
      let text = '';
      for (const fragment of fragments)
        text += typeof fragment === 'string' ? fragment : (fragment.fromRow(row, context) ?? '');
      return text;
    },
    sql: (dialect) => `concat(${sqlArguments(fragments, dialect).join(', ')})`,
    columns: new Set(fragmentColumns(fragments)),
  };
}

/** The parts of a resource that the JSON depends on. */
interface Shape extends Pick<Resource, 'item'> {
  readonly columns: Readonly<Record<string, string>>;
}

const columnOf = ({ columns }: Shape, path: string): string => columns[path] ?? path;

const fragmentColumns = (fragments: readonly Fragment[]): string[] =>
  fragments.flatMap((fragment) => (typeof fragment === 'string' ? [] : fragment.columns));

/** An object with only required keys is a list of fragments; one with optional keys is one computed fragment. */
function objectFragments(properties: Properties, path: string, shape: Shape): Fragment[] {
  const entries = Object.entries(properties);
  if (entries.some(([, property]) => property.optional))
    return [objectWithOptionalKeys(properties, path, shape)];
  return [
    '{',
    ...entries.flatMap(([name, property], index) =>
      property.serviceScopedOnly
        ? [fromContext('chat_service_member')]
        : [
            `${index > 0 ? ',' : ''}"${name}":`,
            ...valueFragments(property, name, columnOf(shape, path + name), shape),
          ],
    ),
    '}',
  ];
}

function valueFragments(property: Property, name: string, path: string, shape: Shape): Fragment[] {
  switch (property.type) {
    case 'object': {
      if (property.stored) return [json(path)];
      const fragments = objectFragments(property.properties, `${path}_`, shape);
      return property.nullable
        ? [nullWithout(propertyColumns(property, path), merged(fragments))]
        : fragments;
    }
    case 'list':
      return [json(path)];
    case 'url':
      return property.template === undefined
        ? ['"', ...urlFragments(ownUrl(shape), 'collection_url'), '"']
        : ['"', ...urlFragments(property.template, 'scope_url'), '"'];
    case 'links':
      return ['{', ...Object.entries(property.links).flatMap(linkFragments(shape)), '}'];
    case 'boolean':
      return [boolean(path)];
    case 'integer':
    case 'number':
      return [number(path)];
  }
  if (property.fromRequest) {
    if (name === 'account_sid' || name === 'chat_service_sid') return ['"', fromContext(name), '"'];
    throw new TypeError(`A reply has no value for the property ${name}.`);
  }
  if (property.type === 'text') return [quoted(path)];
  const plain = property.type === 'date' ? seconds(path) : column(path);
  return property.nullable ? [orNull(plain)] : ['"', plain, '"'];
}

/** The template of an object's own URL, relative to its collection. */
const ownUrl = ({ item }: Shape): string =>
  item.replace(/\{(\w+)\}/, (_, name: string) => `{${name === 'Sid' ? 'sid' : 'conversation_sid'}}`);

const linkFragments =
  (shape: Shape) =>
  ([key, link]: [string, string], index: number): Fragment[] => [
    `${index > 0 ? ',' : ''}"${key}":"`,
    ...(link.startsWith('/')
      ? urlFragments(link, 'scope_url')
      : urlFragments(`${ownUrl(shape)}/${link}`, 'collection_url')),
    '"',
  ];

/** A URL from a template that has columns in braces. */
function urlFragments(template: string, below: 'scope_url' | 'collection_url'): Fragment[] {
  const parts = template.split(/\{(\w+)\}/);
  return [
    fromContext(below),
    ...parts.map((part, index) => (index % 2 === 1 ? column(part) : part)).filter((part) => part !== ''),
  ];
}

const column = (name: string): Computed => ({
  columns: [name],
  fromRow: (row) => (row[name] === null ? undefined : String(row[name])),
  sql: () => name,
});

/** An instant in whole seconds: the first 19 characters of the stored one, and Z. */
const seconds = (name: string): Computed => ({
  columns: [name],
  fromRow: (row) => (row[name] === null ? undefined : `${String(row[name]).slice(0, 19)}Z`),
  sql: () => `substr(${name}, 1, 19) || 'Z'`,
});

/** A number, or null. */
const number = (name: string): Computed => ({
  columns: [name],
  fromRow: (row) => String(row[name]),
  sql: () => `coalesce(CAST(${name} AS TEXT), 'null')`,
});

/** Stored as 1 or 0, or null. */
const boolean = (name: string): Computed => ({
  columns: [name],
  fromRow: (row) => (row[name] === null ? 'null' : String(row[name] === 1)),
  sql: () => `CASE ${name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END`,
});

/** Stored as JSON, which is copied. */
const json = (name: string): Computed => ({
  columns: [name],
  fromRow: (row) => String(row[name]),
  sql: () => `coalesce(${name}, 'null')`,
});

const quoted = (name: string): Computed => ({
  columns: [name],
  fromRow: (row) => JSON.stringify(row[name]),
  sql: (dialect) => dialect.jsonQuote(name),
});

const fromContext = (name: keyof ReplyContext): Computed => ({
  columns: [],
  constant: true,
  fromRow: (_, context) => context[name],
  // PostgreSQL cannot infer the type of a parameter of concat().
  sql: () => `CAST(:${name} AS TEXT)`,
});

const orNull = (fragment: Computed): Computed => ({
  columns: fragment.columns,
  fromRow: (row, context) => {
    const text = fragment.fromRow(row, context);
    return text === undefined ? 'null' : `"${text}"`;
  },
  sql: (dialect) => `coalesce('"' || ${fragment.sql(dialect)} || '"', 'null')`,
});

/** An object that is null when none of its columns has a value. */
const nullWithout = (names: readonly string[], fragments: readonly Fragment[]): Computed => ({
  columns: fragmentColumns(fragments),
  fromRow: (row, context) =>
    names.every((name) => row[name] === null)
      ? 'null'
      : fragments
          .map((fragment) =>
            typeof fragment === 'string' ? fragment : (fragment.fromRow(row, context) ?? ''),
          )
          .join(''),
  sql: (dialect) =>
    `CASE WHEN ${names.map((name) => `${name} IS NULL`).join(' AND ')} THEN 'null'
      ELSE concat(${sqlArguments(fragments, dialect).join(', ')}) END`,
});

/** Each key has a comma before it, and the first comma is removed, because the first key depends on the row. */
function objectWithOptionalKeys(properties: Properties, path: string, shape: Shape): Computed {
  const members = Object.entries(properties).map(([name, property]) => {
    const value = merged(valueFragments(property, name, path + name, shape));
    return {
      key: `,"${name}":`,
      value,
      columns: property.optional ? propertyColumns(property, path + name) : [],
    };
  });
  return {
    columns: members.flatMap(({ value }) => fragmentColumns(value)),
    fromRow: (row, context) => {
      let text = '';
      for (const { key, value, columns } of members) {
        if (columns.length > 0 && columns.every((name) => row[name] === null)) continue;
        text += key;
        for (const fragment of value)
          text += typeof fragment === 'string' ? fragment : (fragment.fromRow(row, context) ?? '');
      }
      return `{${text.slice(1)}}`;
    },
    sql: (dialect) => {
      const present = members.map(({ key, value, columns }) => {
        const text = `concat(${sqlArguments([key, ...value], dialect).join(', ')})`;
        const absent = columns.map((name) => `${name} IS NULL`).join(' AND ');
        return absent === '' ? text : `CASE WHEN ${absent} THEN '' ELSE ${text} END`;
      });
      const all = [...new Set(members.flatMap(({ columns }) => columns))];
      const rendered = `'{' || substr(${present.join(' || ')}, 2) || '}'`;
      if (members.some(({ columns }) => columns.length === 0)) return rendered;
      // Most rows have no value here, so this is the fast case.
      return `CASE WHEN ${all.map((name) => `${name} IS NULL`).join(' AND ')} THEN '{}' ELSE ${rendered} END`;
    },
  };
}

/** The columns of a property. */
const propertyColumns = (property: Property, path: string): string[] =>
  property.type === 'object' && !property.stored
    ? Object.entries(property.properties).flatMap(([name, nested]) =>
        propertyColumns(nested, `${path}_${name}`),
      )
    : [path];

/** Joins adjacent fixed fragments. */
function merged(fragments: readonly Fragment[]): Fragment[] {
  const result: Fragment[] = [];
  for (const fragment of fragments) {
    const last = result.at(-1);
    if (typeof fragment === 'string' && typeof last === 'string') result[result.length - 1] = last + fragment;
    else result.push(fragment);
  }
  return result;
}

/** The fragments as SQL expressions; adjacent constant ones become one. */
function sqlArguments(fragments: readonly Fragment[], dialect: Dialect): string[] {
  const expressions: { sql: string; constant: boolean }[] = [];
  for (const fragment of fragments) {
    const constant = typeof fragment === 'string' || fragment.constant === true;
    const sql = typeof fragment === 'string' ? `'${fragment.replaceAll("'", "''")}'` : fragment.sql(dialect);
    const last = expressions.at(-1);
    if (constant && last?.constant) last.sql += ` || ${sql}`;
    else expressions.push({ sql, constant });
  }
  return expressions.map(({ sql }) => sql);
}
