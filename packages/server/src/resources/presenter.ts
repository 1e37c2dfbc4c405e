import type { Properties, Property, Resource } from '@colloquy/contract';
import type { Dialect } from '../storage/dialect.ts';
import type { SqlValue } from '../storage/table.ts';

/** What every object of one reply has in common. */
export type PresentationScope = Readonly<
  Record<'account_sid' | 'chat_service_sid' | 'collection_url', string>
>;

/**
 * The JSON of an object in a reply, written as the contract describes it. Two ways lead to the same text: in
 * the program from a row that is at hand, and in the database, which is about twice as fast for what has to be
 * read anyway. A nested property is the column of its path joined by `_`.
 */
export interface Presenter {
  readonly fromRow: (row: Readonly<Record<string, SqlValue>>, scope: PresentationScope) => string;
  /** An SQL expression; its parameters are the keys of {@link PresentationScope}. */
  readonly sql: (dialect: Dialect) => string;
}

/** A part of the text: fixed, or computed from the row. */
type Piece = string | Computed;

interface Computed {
  /** The same for all rows of a query, so that the database computes it once. */
  readonly constant?: true;
  /** Undefined for no value. */
  readonly fromRow: (row: Readonly<Record<string, SqlValue>>, scope: PresentationScope) => string | undefined;
  /** NULL for no value. */
  readonly sql: (dialect: Dialect) => string;
}

export function presenter(resource: Resource): Presenter {
  const pieces = merged(objectPieces(resource.properties, ''));
  return {
    fromRow: (row, scope) => {
      let text = '';
      for (const piece of pieces)
        text += typeof piece === 'string' ? piece : (piece.fromRow(row, scope) ?? '');
      return text;
    },
    sql: (dialect) => `concat(${sqlArguments(pieces, dialect).join(', ')})`,
  };
}

/** An object whose keys are all there is a row of pieces; one with optional keys is computed as a whole. */
function objectPieces(properties: Properties, path: string): Piece[] {
  const entries = Object.entries(properties);
  if (entries.some(([, property]) => property.optional)) return [objectWithOptionalKeys(properties, path)];
  return [
    '{',
    ...entries.flatMap(([name, property], index) => [
      `${index > 0 ? ',' : ''}"${name}":`,
      ...valuePieces(property, name, path + name),
    ]),
    '}',
  ];
}

function valuePieces(property: Property, name: string, path: string): Piece[] {
  if (property.type === 'object') return objectPieces(property.properties, `${path}_`);
  if (property.type === 'url') return ['"', fromScope('collection_url'), '/', column('sid'), '"'];
  if (property.type === 'links') {
    const below = Object.entries(property.links).flatMap(([key, suffix], index) => [
      `${index > 0 ? ',' : ''}"${key}":"`,
      fromScope('collection_url'),
      '/',
      column('sid'),
      `/${suffix}"`,
    ]);
    return ['{', ...below, '}'];
  }
  if (property.ofScope) {
    if (name === 'account_sid' || name === 'chat_service_sid') return ['"', fromScope(name), '"'];
    throw new TypeError(`No scope knows the property ${name}.`);
  }
  if (property.type === 'text') return [quoted(path)];
  const plain = property.type === 'date' ? seconds(path) : column(path);
  return property.nullable ? [orNull(plain)] : ['"', plain, '"'];
}

const column = (name: string): Computed => ({
  fromRow: (row) => (row[name] === null ? undefined : String(row[name])),
  sql: () => name,
});

/** A stored moment with the precision of a reply: its first 19 characters, and Z. */
const seconds = (name: string): Computed => ({
  fromRow: (row) => (row[name] === null ? undefined : `${String(row[name]).slice(0, 19)}Z`),
  sql: () => `substr(${name}, 1, 19) || 'Z'`,
});

const quoted = (name: string): Computed => ({
  fromRow: (row) => JSON.stringify(row[name]),
  sql: (dialect) => dialect.jsonText(name),
});

const fromScope = (name: keyof PresentationScope): Computed => ({
  constant: true,
  fromRow: (_, scope) => scope[name],
  // The cast tells PostgreSQL the type, which concat() leaves open.
  sql: () => `CAST(:${name} AS TEXT)`,
});

const orNull = (piece: Computed): Computed => ({
  fromRow: (row, scope) => {
    const text = piece.fromRow(row, scope);
    return text === undefined ? 'null' : `"${text}"`;
  },
  sql: (dialect) => `coalesce('"' || ${piece.sql(dialect)} || '"', 'null')`,
});

/** Each key brings its comma, and the first comma is cut off: which one is first depends on the row. */
function objectWithOptionalKeys(properties: Properties, path: string): Computed {
  const members = Object.entries(properties).map(([name, property]) => {
    const value = merged(valuePieces(property, name, path + name));
    return { key: `,"${name}":`, value, columns: property.optional ? leaves(property, path + name) : [] };
  });
  return {
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
  property.type === 'object'
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
