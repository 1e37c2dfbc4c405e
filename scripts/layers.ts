/** A part of the repository and what it may import. */
export interface Layer {
  /** Beginning of the paths of its files; the longest that fits a file counts. */
  readonly path: string;
  /** Paths of the layers that it may import beside itself; `*` is all. Tests beside the sources are free. */
  readonly knows: readonly string[];
}

const server = 'packages/server/src/';
const of = (...names: readonly string[]): string[] => names.map((name) => `${server}${name}/`);
const contract = 'packages/contract/';

/** What the parts that meet the world know: the layers below, and never each other. */
const below = [contract, ...of('platform', 'storage', 'events', 'resources', 'observe')];

/** Imports go one way. What stands on no line here may be imported by nobody and imports nothing of ours. */
export const layers: readonly Layer[] = [
  { path: contract, knows: [] },
  { path: 'packages/client/', knows: [contract] },
  { path: 'packages/console/', knows: ['packages/client/'] },
  { path: 'packages/testkit/', knows: [contract, 'packages/server/'] },

  { path: `${server}platform/`, knows: [] },
  { path: `${server}observe/`, knows: of('platform') },
  { path: `${server}config/`, knows: [contract, ...of('platform')] },
  { path: `${server}storage/`, knows: of('platform') },
  { path: `${server}events/`, knows: [contract, ...of('platform', 'storage')] },
  { path: `${server}resources/`, knows: [contract, ...of('platform', 'storage', 'events')] },
  { path: `${server}access-token/`, knows: [contract, ...of('platform')] },
  { path: `${server}http/`, knows: below },
  { path: `${server}media/`, knows: [...below, ...of('access-token')] },
  { path: `${server}keys/`, knows: below },
  { path: `${server}webhooks/`, knows: below },
  { path: `${server}timers/`, knows: below },
  { path: `${server}channels/`, knows: below },
  { path: `${server}realtime/`, knows: below },
  { path: `${server}stream/`, knows: below },
  { path: `${server}admin/`, knows: below },
  // Speaks to a server as any client does.
  { path: `${server}seeds/`, knows: [contract, 'packages/client/'] },
  // The application, the command line and the package's door.
  { path: 'packages/server/', knows: ['*'] },

  // Scenarios run against any base URL, so they know the API and no server.
  { path: 'conformance/', knows: [contract, 'packages/client/'] },
  { path: 'tests/', knows: ['*'] },
  // Measures the product from outside, as a process.
  { path: 'bench/', knows: [] },
  { path: 'scripts/', knows: ['*'] },
  { path: 'docs/', knows: ['*'] },
];

/** Modules from elsewhere that only some folders of the server may import: each is behind a port of ours. */
export const confined: Readonly<Record<string, readonly string[]>> = {
  pg: of('storage/dialects'),
  'node:sqlite': of('storage/dialects'),
  fastify: [...of('http', 'admin', 'media', 'keys', 'stream'), `${server}app.ts`],
  jose: of('access-token'),
  aws4fetch: of('media'),
  pino: of('observe'),
  'pino-pretty': of('observe'),
  'prom-client': of('observe'),
  yaml: of('seeds'),
  undici: of('webhooks'),
};

/** Folders that may go past the door of a package; all others import it by its name. */
export const reaches: readonly { readonly from: string; readonly to: string }[] = [
  // The repository's tools read what they like.
  { from: 'scripts/', to: 'packages/' },
  { from: 'tests/support/', to: 'packages/contract/' },
  // Prove the port itself, with transactions that interleave as no request could make them.
  { from: 'tests/concurrency/', to: `${server}storage/` },
  { from: 'tests/concurrency/', to: `${server}events/` },
  { from: 'tests/durability/', to: `${server}storage/` },
];

/** An import that the table forbids and that stays for now. The check fails when one is no longer there. */
export interface Exception {
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

export const exceptions: readonly Exception[] = [];
