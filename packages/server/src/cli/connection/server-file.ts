import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseDatabaseUrl } from '../../storage/database-url.ts';

/** A server that runs on this machine. */
export interface RunningServer {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly pid: number;
}

/**
 * The file in which a server says how it is reached, beside its database file. Undefined for other databases: they have no
 * folder that belongs to one server.
 */
function pathOf(databaseUrl: string): string | undefined {
  const database = parseDatabaseUrl(databaseUrl);
  return database?.kind === 'file' ? `${database.path}.server` : undefined;
}

/**
 * Writes the file of this process, which only its owner may read. Returns the function that removes it.
 *
 * @throws the error of the file system.
 */
export function writeServerFile(databaseUrl: string, server: Omit<RunningServer, 'pid'>): () => void {
  const path = pathOf(databaseUrl);
  if (path === undefined) return () => {};
  const { pid } = process;
  const temporary = `${path}.${pid}`;
  // A process with the same number, as in a container, may have left one. A reader sees the old file or the new one, never a part. What has the name already is not written to.
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${JSON.stringify({ ...server, pid }, undefined, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  try {
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  return () => {
    if (readServerFile(databaseUrl)?.pid === pid) rmSync(path, { force: true });
  };
}

/** The server that has the database open; undefined if none has, as far as the file shows. */
export function findRunningServer(databaseUrl: string): RunningServer | undefined {
  const server = readServerFile(databaseUrl);
  return server !== undefined && isRunning(server.pid) ? server : undefined;
}

function readServerFile(databaseUrl: string): RunningServer | undefined {
  const path = pathOf(databaseUrl);
  if (path === undefined) return undefined;
  try {
    return parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // No file, or one of another program.
    return undefined;
  }
}

function parse(content: unknown): RunningServer | undefined {
  const { url, accountSid, authToken, pid } = Object(content);
  const isServer =
    typeof url === 'string' &&
    typeof accountSid === 'string' &&
    typeof authToken === 'string' &&
    Number.isInteger(pid);
  return isServer ? { url, accountSid, authToken, pid } : undefined;
}

/** A server that was killed leaves its file. Credentials must not go to a program that has its port now. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
