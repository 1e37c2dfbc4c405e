import { beforeAll, describe, expect, test, vi } from 'vitest';
import { execute, queryRows } from '../../../../tests/support/engines/database-contents.ts';
import {
  createDatabase,
  type Engine,
  engines,
  implementationOf,
} from '../../../../tests/support/engines/databases.ts';
import type { DdlTypes } from './ddl.ts';
import type { Implementation } from './engines/capabilities.ts';
import { postgresDdlTypes } from './engines/postgres/dialect.ts';
import { sqliteDdlTypes } from './engines/sqlite/dialect.ts';
import { tableNames } from './migrations/tables.ts';
import { openStorage } from './open.ts';
import { type Columns, integer, optional, type Table, table, text } from './table.ts';

const declared: Table[] = [];

/** Loads all modules of the server again, and records each table that one of them declares. */
async function recordDeclarations(): Promise<void> {
  vi.doMock(import('./table.ts'), async (load) => {
    const actual = await load();
    return {
      ...actual,
      table: (name, columns, key) => {
        const created = actual.table(name, columns, key);
        // The version of the schema is no part of it: one engine has a table for it, and the migrations create it.
        if (name !== 'schema_version') declared.push(created);
        return created;
      },
    };
  });
  vi.doMock(import('./log-table.ts'), async (load) => {
    const actual = await load();
    return {
      ...actual,
      logTable: (name, columns) => {
        declared.push(table(name, { position: integer(), ...columns }, ['position']));
        return actual.logTable(name, columns);
      },
    };
  });
  vi.resetModules();
  await import('../app/start-app.ts');
  // Only commands use these.
  await import('../legal-holds/legal-holds.ts');
  await import('../erasure/erase.ts');
  // The test files that follow in this process must not get the modules that record.
  vi.doUnmock('./table.ts');
  vi.doUnmock('./log-table.ts');
  vi.resetModules();
}

/** A table as the database has it. */
interface ActualTable {
  readonly columns: Readonly<Record<string, { readonly type: string; readonly nullable: boolean }>>;
  /** The columns of each unique index that covers all rows. */
  readonly uniqueKeys: readonly (readonly string[])[];
}

/** The types of the engines by our names for them. */
const typeNames: Readonly<Record<string, string>> = { TEXT: 'text', INTEGER: 'integer', bigint: 'integer' };

const ddlTypes: Readonly<Record<Implementation, DdlTypes>> = {
  sqlite: sqliteDdlTypes,
  postgres: postgresDdlTypes,
};

const columnQueries: Readonly<Record<Implementation, string>> = {
  sqlite: `SELECT master.name AS table_name, column_.name, column_.type,
      CASE WHEN column_."notnull" = 1 OR column_.pk > 0 THEN 0 ELSE 1 END AS nullable
    FROM sqlite_master AS master, pragma_table_xinfo(master.name) AS column_ WHERE master.type = 'table'`,
  postgres: `SELECT table_name, column_name AS name, data_type AS type,
      CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END AS nullable
    FROM information_schema.columns WHERE table_schema = 'public'`,
};

const keyQueries: Readonly<Record<Implementation, string>> = {
  sqlite: `SELECT master.name AS table_name, index_.name AS index_name, column_.name
      FROM sqlite_master AS master, pragma_index_list(master.name) AS index_, pragma_index_info(index_.name) AS column_
      WHERE master.type = 'table' AND index_."unique" = 1 AND index_.partial = 0
    UNION ALL SELECT master.name, 'rowid', column_.name
      FROM sqlite_master AS master, pragma_table_xinfo(master.name) AS column_
      WHERE master.type = 'table' AND column_.pk = 1 AND column_.type = 'INTEGER'`,
  postgres: `SELECT table_.relname AS table_name, index_.indexrelid::text AS index_name, column_.attname AS name
    FROM pg_index AS index_ JOIN pg_class AS table_ ON table_.oid = index_.indrelid
      JOIN pg_attribute AS column_ ON column_.attrelid = table_.oid AND column_.attnum = ANY (index_.indkey)
    WHERE index_.indisunique AND index_.indpred IS NULL`,
};

async function actualTables(engine: Engine, url: string): Promise<ReadonlyMap<string, ActualTable>> {
  const implementation = implementationOf(engine);
  const columns = Map.groupBy(await queryRows(url, columnQueries[implementation]), (row) =>
    String(row['table_name']),
  );
  const keys = Map.groupBy(await queryRows(url, keyQueries[implementation]), (row) =>
    String(row['table_name']),
  );
  return new Map(
    columns.entries().map(([name, rows]) => [
      name,
      {
        columns: Object.fromEntries(
          rows.map(({ name: column, type, nullable }) => [
            String(column),
            { type: typeNames[String(type)] ?? String(type), nullable: nullable === 1 },
          ]),
        ),
        uniqueKeys: [...Map.groupBy(keys.get(name) ?? [], (row) => row['index_name']).values()].map((index) =>
          index.map((row) => String(row['name'])),
        ),
      },
    ]),
  );
}

/** What the database lacks of a declared table. */
function differences({ name, columns, key }: Table, actual: ActualTable | undefined): string[] {
  if (actual === undefined) return [`${name}: missing`];
  const ofColumns = Object.entries(columns).flatMap(([column, { type, nullable }]) => {
    const found = actual.columns[column];
    if (found === undefined) return [`${name}.${column}: missing`];
    return [
      ...(found.type === type ? [] : [`${name}.${column}: ${found.type} instead of ${type}`]),
      ...(found.nullable === nullable ? [] : [`${name}.${column}: nullable is ${found.nullable}`]),
    ];
  });
  const isUnique = actual.uniqueKeys.some((each) => each.every((column) => key.includes(column)));
  return [
    ...ofColumns,
    ...(key.length === 0 || isUnique ? [] : [`${name}: (${key.join(', ')}) is not unique`]),
  ];
}

/** A new job does not know its identity column yet; these columns distinguish the jobs of a batch. */
const withoutUniqueKey = ['job: (kind, subject_sid) is not unique'];

beforeAll(recordDeclarations);

test('every table of the schema is declared', () => {
  const names = new Set(declared.filter(({ key }) => key.length > 0).map(({ name }) => name));
  expect([...names].toSorted()).toEqual(tableNames.toSorted());
});

describe.each(engines)('%s', (engine) => {
  test('the migrations create every table with the columns and the key that the statements expect', async () => {
    const { url } = await createDatabase(engine);
    await (await openStorage(url)).close();
    const actual = await actualTables(engine, url);
    const found = declared.flatMap((each) => differences(each, actual.get(each.name)));
    expect(new Set(found)).toEqual(new Set(withoutUniqueKey));
  });

  test('a missing table or column, another type, nullability or key is found', async () => {
    const { url } = await createDatabase(engine);
    const { text: textType, integer: integerType } = ddlTypes[implementationOf(engine)];
    await execute(
      url,
      `CREATE TABLE person (sid ${textType} NOT NULL PRIMARY KEY, name ${textType}, size ${integerType} NOT NULL)`,
    );
    const actual = (await actualTables(engine, url)).get('person');
    const columns = { sid: text(), name: optional(text()), size: integer() };
    const check = (given: Columns, key = ['sid']) =>
      differences({ name: 'person', columns: given, key }, actual);
    expect(check(columns)).toEqual([]);
    expect(differences({ name: 'person', columns, key: [] }, undefined)).toEqual(['person: missing']);
    expect(check({ ...columns, age: integer() })).toEqual(['person.age: missing']);
    expect(check({ ...columns, size: text() })).toEqual(['person.size: integer instead of text']);
    expect(check({ ...columns, name: text() })).toEqual(['person.name: nullable is true']);
    expect(check(columns, ['size'])).toEqual(['person: (size) is not unique']);
  });
});
