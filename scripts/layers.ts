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

/** What features import: the layers below, and never each other. */
const below = [
  contract,
  ...of('platform', 'storage', 'events', 'observe', 'rest', 'jobs', 'http', 'accounts', 'media', 'resources'),
];

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
  { path: `${server}rest/`, knows: [contract, ...of('platform', 'storage', 'events')] },
  { path: `${server}jobs/`, knows: [contract, ...of('platform', 'storage', 'events', 'rest')] },
  { path: `${server}http/`, knows: [contract, ...of('platform', 'storage', 'events', 'rest')] },
  { path: `${server}accounts/`, knows: [contract, ...of('platform', 'storage', 'events', 'rest', 'http')] },
  {
    path: `${server}media/`,
    knows: [contract, ...of('platform', 'storage', 'events', 'rest', 'jobs', 'http', 'accounts')],
  },
  {
    path: `${server}resources/`,
    knows: [contract, ...of('platform', 'storage', 'events', 'rest', 'jobs', 'accounts', 'media')],
  },
  { path: `${server}webhooks/`, knows: below },
  { path: `${server}channels/`, knows: below },
  { path: `${server}realtime/`, knows: below },
  { path: `${server}streaming/`, knows: below },
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
  pg: of('storage/engines'),
  'node:sqlite': of('storage/engines'),
  fastify: of('http', 'admin', 'media', 'accounts', 'streaming', 'channels', 'webhooks', 'app'),
  jose: of('accounts'),
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
