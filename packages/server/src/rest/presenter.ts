import type { Properties, Property, Resource } from '@colloquy/contract';
import type { Dialect } from '../storage/dialect.ts';
import { type RowOf, type SqlValue, text } from '../storage/table.ts';

/** What every object of one reply has in common, as columns of a query's parameters. */
export const presentation = {
  account_sid: text(),
  chat_service_sid: text(),
  /** The key and value that only replies below a service have, with the comma before them; else empty. */
  chat_service_member: text(),
  /** URL of the service or of the API's root, and of the collection, without a slash at the end. */
  scope_url: text(),
  collection_url: text(),
} as const;

export type ReplyContext = RowOf<typeof presentation>;

/**
 * The JSON of an object in a reply, written as the contract describes it. Two ways lead to the same text: in
 * the program from a row that is at hand, and in the database, which is about twice as fast for what has to be
 * read anyway. A nested property is the column of its path joined by `_`.
 */
export interface Presenter {
  readonly fromRow: (row: Readonly<Record<string, SqlValue>>, scope: ReplyContext) => string;
  /** An SQL expression; its parameters are those of {@link presentation}. */
  readonly sql: (dialect: Dialect) => string;
  /** The columns that it shows something of. */
  readonly columns: ReadonlySet<string>;
}

/** A part of the text: fixed, or computed from the row. */
type Piece = string | Computed;

interface Computed {
  /** The columns that it is computed from. */
  readonly columns: readonly string[];
  /** The same for all rows of a query, so that the database computes it once. */
  readonly constant?: true;
  /** Undefined for no value. */
  readonly fromRow: (row: Readonly<Record<string, SqlValue>>, scope: ReplyContext) => string | undefined;
  /** NULL for no value. */
  readonly sql: (dialect: Dialect) => string;
}

/** @param columns names of columns that are not called as their properties, which SQL would not take. */
export function presenter(resource: Resource, columns: Readonly<Record<string, string>> = {}): Presenter {
  const pieces = merged(objectPieces(resource.properties, '', { ...resource, columns }));
  return {
    fromRow: (row, scope) => {
      let text = '';
      for (const piece of pieces)
        text += typeof piece === 'string' ? piece : (piece.fromRow(row, scope) ?? '');
      return text;
    },
    sql: (dialect) => `concat(${sqlArguments(pieces, dialect).join(', ')})`,
    columns: new Set(columnsOf(pieces)),
  };
}

/** What of a resource the text depends on. */
interface Shape extends Pick<Resource, 'item'> {
  readonly columns: Readonly<Record<string, string>>;
}

const columnOf = ({ columns }: Shape, path: string): string => columns[path] ?? path;

const columnsOf = (pieces: readonly Piece[]): string[] =>
  pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.columns));

/** An object whose keys are all there is a row of pieces; one with optional keys is computed as a whole. */
function objectPieces(properties: Properties, path: string, resource: Shape): Piece[] {
  const entries = Object.entries(properties);
  if (entries.some(([, property]) => property.optional))
    return [objectWithOptionalKeys(properties, path, resource)];
  return [
    '{',
    ...entries.flatMap(([name, property], index) =>
      property.serviceScopedOnly
        ? [fromScope('chat_service_member')]
        : [
            `${index > 0 ? ',' : ''}"${name}":`,
            ...valuePieces(property, name, columnOf(resource, path + name), resource),
          ],
    ),
    '}',
  ];
}

function valuePieces(property: Property, name: string, path: string, resource: Shape): Piece[] {
  switch (property.type) {
    case 'object': {
      if (property.stored) return [json(path)];
      const pieces = objectPieces(property.properties, `${path}_`, resource);
      return property.nullable ? [nullWithout(leaves(property, path), merged(pieces))] : pieces;
    }
    case 'list':
      return [json(path)];
    case 'url':
      return property.template === undefined
        ? ['"', ...urlPieces(ownUrl(resource), 'collection_url'), '"']
        : ['"', ...urlPieces(property.template, 'scope_url'), '"'];
    case 'links':
      return ['{', ...Object.entries(property.links).flatMap(linkPieces(resource)), '}'];
    case 'boolean':
      return [boolean(path)];
    case 'integer':
      return [number(path)];
  }
  if (property.fromRequest) {
    if (name === 'account_sid' || name === 'chat_service_sid') return ['"', fromScope(name), '"'];
    throw new TypeError(`No scope knows the property ${name}.`);
  }
  if (property.type === 'text') return [quoted(path)];
  const plain = property.type === 'date' ? seconds(path) : column(path);
  return property.nullable ? [orNull(plain)] : ['"', plain, '"'];
}

/** An object's own URL as a template: below its collection by what its path names it by. */
const ownUrl = ({ item }: Shape): string =>
  item.replace(/\{(\w+)\}/, (_, name: string) => `{${name === 'Sid' ? 'sid' : 'conversation_sid'}}`);

const linkPieces =
  (resource: Shape) =>
  ([key, link]: [string, string], index: number): Piece[] => [
    `${index > 0 ? ',' : ''}"${key}":"`,
    ...(link.startsWith('/')
      ? urlPieces(link, 'scope_url')
      : urlPieces(`${ownUrl(resource)}/${link}`, 'collection_url')),
    '"',
  ];

/** A URL from a template with columns in braces. */
function urlPieces(template: string, below: 'scope_url' | 'collection_url'): Piece[] {
  const parts = template.split(/\{(\w+)\}/);
  return [
    fromScope(below),
    ...parts.map((part, index) => (index % 2 === 1 ? column(part) : part)).filter((part) => part !== ''),
  ];
}

const column = (name: string): Computed => ({
  columns: [name],
  fromRow: (row) => (row[name] === null ? undefined : String(row[name])),
  sql: () => name,
});

/** A stored moment with the precision of a reply: its first 19 characters, and Z. */
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

/** Stored as the JSON that it is shown as. */
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

const fromScope = (name: keyof ReplyContext): Computed => ({
  columns: [],
  constant: true,
  fromRow: (_, scope) => scope[name],
  // The cast tells PostgreSQL the type, which concat() leaves open.
  sql: () => `CAST(:${name} AS TEXT)`,
});

const orNull = (piece: Computed): Computed => ({
  columns: piece.columns,
  fromRow: (row, scope) => {
    const text = piece.fromRow(row, scope);
    return text === undefined ? 'null' : `"${text}"`;
  },
  sql: (dialect) => `coalesce('"' || ${piece.sql(dialect)} || '"', 'null')`,
});

/** An object that is null when none of its columns has a value. */
const nullWithout = (names: readonly string[], pieces: readonly Piece[]): Computed => ({
  columns: columnsOf(pieces),
  fromRow: (row, scope) =>
    names.every((name) => row[name] === null)
      ? 'null'
      : pieces
          .map((piece) => (typeof piece === 'string' ? piece : (piece.fromRow(row, scope) ?? '')))
          .join(''),
  sql: (dialect) =>
    `CASE WHEN ${names.map((name) => `${name} IS NULL`).join(' AND ')} THEN 'null'
      ELSE concat(${sqlArguments(pieces, dialect).join(', ')}) END`,
});

/** Each key brings its comma, and the first comma is cut off: which one is first depends on the row. */
function objectWithOptionalKeys(properties: Properties, path: string, resource: Shape): Computed {
  const members = Object.entries(properties).map(([name, property]) => {
    const value = merged(valuePieces(property, name, path + name, resource));
    return { key: `,"${name}":`, value, columns: property.optional ? leaves(property, path + name) : [] };
  });
  return {
    columns: members.flatMap(({ value }) => columnsOf(value)),
    fromRow: (row, scope) => {
      let text = '';
      for (const { key, value, columns } of members) {
        if (columns.length > 0 && columns.every((name) => row[name] === null)) continue;
        text += key;
        for (const piece of value)
          text += typeof piece === 'string' ? piece : (piece.fromRow(row, scope) ?? '');
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
      // Most rows have nothing here, and this is the shorter way to say so.
      return `CASE WHEN ${all.map((name) => `${name} IS NULL`).join(' AND ')} THEN '{}' ELSE ${rendered} END`;
    },
  };
}

/** The columns that make up a property. */
const leaves = (property: Property, path: string): string[] =>
  property.type === 'object' && !property.stored
    ? Object.entries(property.properties).flatMap(([name, nested]) => leaves(nested, `${path}_${name}`))
    : [path];

/** Joins neighbouring fixed pieces. */
function merged(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') result[result.length - 1] = last + piece;
    else result.push(piece);
  }
  return result;
}

/** The pieces as SQL expressions; neighbours that are the same for all rows are one. */
function sqlArguments(pieces: readonly Piece[], dialect: Dialect): string[] {
  const expressions: { sql: string; constant: boolean }[] = [];
  for (const piece of pieces) {
    const constant = typeof piece === 'string' || piece.constant === true;
    const sql = typeof piece === 'string' ? `'${piece.replaceAll("'", "''")}'` : piece.sql(dialect);
    const last = expressions.at(-1);
    if (constant && last?.constant) last.sql += ` || ${sql}`;
    else expressions.push({ sql, constant });
  }
  return expressions.map(({ sql }) => sql);
}
