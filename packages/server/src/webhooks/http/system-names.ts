import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What this machine says about names, apart from its name servers. */
export interface SystemNames {
  /** The addresses of a name in the hosts file. */
  readonly findInHosts: (hostname: string) => Promise<readonly string[]>;
  /** The names to ask the name servers for, in order: the name itself, then the name in each search domain. */
  readonly listCandidates: (hostname: string) => Promise<readonly string[]>;
}

const hostsFile =
  process.platform === 'win32'
    ? join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts';
const resolverFile = '/etc/resolv.conf';

/** Reads the files for each name, so that a change of them needs no restart. */
export const systemNames: SystemNames = {
  findInHosts: async (hostname) => parseHosts(await readLines(hostsFile), hostname),
  listCandidates: async (hostname) => listCandidates(await readLines(resolverFile), hostname),
};

/** Returns the words of each line; none for a file that cannot be read. */
async function readLines(path: string): Promise<string[][]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return splitLines(text);
}

export const splitLines = (text: string): string[][] =>
  text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );

export const parseHosts = (lines: readonly string[][], hostname: string): string[] =>
  lines.flatMap(([address = '', ...names]) =>
    names.some((name) => name.toLowerCase() === hostname) ? [address] : [],
  );

/**
 * The name comes first even if it has few dots, because nearly all webhooks have a complete name. The search domains
 * make the short names of services in a cluster work.
 */
export function listCandidates(lines: readonly string[][], hostname: string): string[] {
  if (hostname.endsWith('.')) return [hostname.slice(0, -1)];
  const find = (keyword: string) => lines.findLast(([word]) => word === keyword)?.slice(1) ?? [];
  const minDots = Number(
    find('options')
      .findLast((option) => option.startsWith('ndots:'))
      ?.slice(6) ?? 1,
  );
  const isShort = hostname.split('.').length - 1 < minDots;
  return [hostname, ...(isShort ? find('search').map((domain) => `${hostname}.${domain}`) : [])];
}
