import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDatabaseUrl } from '../../../packages/server/src/storage/database-url.ts';
import { execute, queryRows } from '../../support/engines/database-contents.ts';

/** The files of a database with the words that they contain, in any case of the letters. */
export async function filesWith(databaseUrl: string, mediaFolder: string, needle: string): Promise<string[]> {
  const files = [...(await databaseFiles(databaseUrl)), ...filesIn(mediaFolder)];
  // Words of the search index are in lower case.
  return files.filter((file) => readFileSync(file, 'latin1').toLowerCase().includes(needle));
}

/** The tables with a row that contains a word, in any case of the letters. */
export async function tablesWith(databaseUrl: string, needle: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await tableNames(databaseUrl)) {
    const rows = await queryRows(databaseUrl, `SELECT * FROM "${name}"`);
    if (JSON.stringify(rows).toLowerCase().includes(needle)) found.push(name);
  }
  return found.toSorted();
}

async function tableNames(databaseUrl: string): Promise<string[]> {
  const sql =
    parseDatabaseUrl(databaseUrl)?.kind === 'file'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_terms%' ESCAPE '\\'"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'";
  return (await queryRows(databaseUrl, sql)).map(({ name }) => String(name));
}

/** Of a server, the files of the database itself: its log is not a part of it. */
async function databaseFiles(databaseUrl: string): Promise<string[]> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location?.kind === 'file')
    return filesIn(dirname(location.path)).filter((file) => file.startsWith(location.path));
  // What has changed reaches the files, and those that are no longer used are deleted.
  await execute(databaseUrl, 'CHECKPOINT');
  const [row] = await queryRows(
    databaseUrl,
    `SELECT current_setting('data_directory') AS root, oid::text AS oid FROM pg_database
      WHERE datname = current_database()`,
  );
  return filesIn(join(String(row?.['root']), 'base', String(row?.['oid'])));
}

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
    : [];
