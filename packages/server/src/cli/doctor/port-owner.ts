import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The process that listens on a TCP port, as `name (pid)`; undefined if that cannot be found out, such as for one of another
 * user, or on a system without /proc. It leaves out the arguments, which may contain secrets.
 */
export function findPortOwner(port: number): string | undefined {
  const inodes = ['tcp', 'tcp6'].flatMap((table) => listeningInodes(read(`/proc/net/${table}`), port));
  if (inodes.length === 0) return undefined;
  const targets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pid = list('/proc').find(
    (name) =>
      /^\d+$/.test(name) &&
      list(`/proc/${name}/fd`).some((fd) => targets.has(readLink(`/proc/${name}/fd/${fd}`))),
  );
  return pid === undefined ? undefined : `${read(`/proc/${pid}/comm`).trim()} (process ${pid})`;
}

/** The columns of a line are: slot, local address and port in hexadecimal, remote ones, state (0A listens), ..., inode. */
const listeningInodes = (table: string, port: number): string[] =>
  table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const isSame = Number.parseInt(local.split(':')[1] ?? '', 16) === port;
    return isSame && state === '0A' && inode !== undefined ? [inode] : [];
  });

const orEmpty = <Value>(work: () => Value, empty: Value): Value => {
  try {
    return work();
  } catch {
    return empty;
  }
};
const read = (path: string): string => orEmpty(() => readFileSync(path, 'utf8'), '');
const list = (path: string): readonly string[] => orEmpty<readonly string[]>(() => readdirSync(path), []);
const readLink = (path: string): string => orEmpty(() => readlinkSync(path), '');
