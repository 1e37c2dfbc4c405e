import { describe, expect, it } from 'vitest';
import { type NameReply, startNameServer } from '../../../../../tests/support/servers/name-server.ts';
import { NameUnknown, ResolverUnavailable } from './connect-errors.ts';
import { createNameResolver } from './name-resolver.ts';
import { listCandidates, parseHosts, splitLines } from './system-names.ts';

const hosts = splitLines(
  '127.0.0.1 localhost\n10.0.0.7\thook hook.test # ours\r\n#1.1.1.1 off.test\nfd00::7 hook.test',
);
const names = {
  findInHosts: async (hostname: string) => parseHosts(hosts, hostname),
  listCandidates: async (hostname: string) => listCandidates([['search', 'svc.test', 'test']], hostname),
};

/** Resolves a name with a name server that replies from the table; it does not know other names. */
async function resolve(hostname: string, replies: Readonly<Record<string, NameReply>>) {
  await using server = await startNameServer((name) => replies[name] ?? 'unknown');
  return await createNameResolver([server.address], names).resolve(hostname);
}

describe('a name', () => {
  it('in the hosts file has all its addresses there, and is not asked for', async () => {
    expect(await resolve('hook.test', { 'hook.test': '1.2.3.4' })).toEqual(['10.0.0.7', 'fd00::7']);
    expect(await resolve('off.test', {})).toEqual([]);
  });

  it('that is local is known without a hosts file', async () => {
    expect(await resolve('a.localhost', {})).toEqual(['127.0.0.1', '::1']);
  });

  it('has the addresses that the name server knows', async () => {
    expect(await resolve('other.test', { 'other.test': '1.2.3.4' })).toEqual(['1.2.3.4']);
  });

  it('without dots is also looked for in the search domains', async () => {
    expect(await resolve('web', { 'web.svc.test': '1.2.3.4' })).toEqual(['1.2.3.4']);
    expect(await resolve('web.a', { 'web.a.svc.test': '1.2.3.4' })).toEqual([]);
    expect(
      listCandidates(
        [
          ['search', 'a', 'b'],
          ['options', 'ndots:5'],
        ],
        'x.y',
      ),
    ).toEqual(['x.y', 'x.y.a', 'x.y.b']);
    expect(listCandidates([['search', 'a']], 'x.')).toEqual(['x']);
  });
});

describe('a name without an address', () => {
  it('has none if the name server says so', async () => {
    expect(await resolve('dead.test', {})).toEqual([]);
  });

  it.each(['failure', 'silence'] as const)(
    'is unknown if the name server fails only for it, and nothing is known if it fails for others (%s)',
    async (reply) => {
      const started = performance.now();
      await Promise.all([
        expect(resolve('dead.test', { '': '0.0.0.0', 'dead.test': reply })).rejects.toThrow(NameUnknown),
        expect(resolve('dead.test', { '': reply, 'dead.test': reply })).rejects.toThrow(ResolverUnavailable),
      ]);
      expect(performance.now() - started).toBeLessThan(10_000);
    },
  );
});
