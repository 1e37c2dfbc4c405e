/** A part of the repository and what it may import. */
export interface Layer {
  /** Prefix of the paths of its files; the longest prefix that fits a file counts. */
  readonly path: string;
  /** Paths of the layers that it may import besides itself; `*` means all. Tests beside the sources may import all. */
  readonly mayImport: readonly string[];
}

const serverSource = 'packages/server/src/';
const serverFolders = (...names: readonly string[]): string[] =>
  names.map((name) => `${serverSource}${name}/`);
const contract = 'packages/contract/';
/** The records of the engines; imports nothing. */
const engineRecords = `${serverSource}storage/engines/capabilities.ts`;
/** Parses a database URL by the records, and imports nothing else, so that configuration and tools can share it. */
const databaseUrl = `${serverSource}storage/database-url.ts`;
/** What configuration shares with a layer above it; it imports nothing. */
const credential = `${serverSource}accounts/credential.ts`;
const loopback = `${serverSource}config/loopback.ts`;
const contentLocation = `${serverSource}media/content/content-location.ts`;

/** Features import the layers below them, and never each other. */
const featureDependencies = [
  contract,
  ...serverFolders(
    'platform',
    'storage',
    'events',
    'audit',
    'observe',
    'rest',
    'jobs',
    'legal-holds',
    'http',
    'accounts',
    'media',
    'resources',
  ),
];

/** The layers, each with those that it may import. A source file outside all of them fails the check. */
export const layers: readonly Layer[] = [
  { path: contract, mayImport: [] },
  { path: 'packages/client/', mayImport: [contract] },
  // The console calls the API through the client only; of the contract, it shows the reference.
  { path: 'packages/console/', mayImport: [contract, 'packages/client/'] },
  // The documentation imports nothing of ours: it is made of the documents of the repository.
  { path: 'packages/docs/', mayImport: [] },
  { path: 'packages/testkit/', mayImport: [contract, 'packages/client/', 'packages/server/'] },

  { path: `${serverSource}platform/`, mayImport: [] },
  { path: `${serverSource}observe/`, mayImport: serverFolders('platform') },
  {
    path: `${serverSource}config/`,
    mayImport: [contract, databaseUrl, credential, loopback, contentLocation, ...serverFolders('platform')],
  },
  { path: engineRecords, mayImport: [] },
  { path: databaseUrl, mayImport: [engineRecords] },
  { path: credential, mayImport: [] },
  { path: loopback, mayImport: [] },
  { path: contentLocation, mayImport: [] },
  { path: `${serverSource}storage/`, mayImport: [databaseUrl, engineRecords, ...serverFolders('platform')] },
  { path: `${serverSource}events/`, mayImport: [contract, ...serverFolders('platform', 'storage')] },
  { path: `${serverSource}audit/`, mayImport: serverFolders('platform', 'storage') },
  {
    path: `${serverSource}rest/`,
    mayImport: [contract, ...serverFolders('platform', 'storage', 'events', 'audit')],
  },
  {
    path: `${serverSource}jobs/`,
    mayImport: [contract, ...serverFolders('platform', 'storage', 'events', 'rest')],
  },
  {
    path: `${serverSource}legal-holds/`,
    mayImport: [contract, ...serverFolders('platform', 'storage', 'rest')],
  },
  {
    path: `${serverSource}http/`,
    mayImport: [contract, credential, ...serverFolders('platform', 'storage', 'events', 'rest')],
  },
  {
    path: `${serverSource}accounts/`,
    mayImport: [
      contract,
      credential,
      ...serverFolders('platform', 'storage', 'events', 'audit', 'rest', 'http'),
    ],
  },
  {
    path: `${serverSource}media/`,
    mayImport: [
      contract,
      contentLocation,
      ...serverFolders('platform', 'storage', 'events', 'rest', 'jobs', 'legal-holds', 'http', 'accounts'),
    ],
  },
  {
    path: `${serverSource}resources/`,
    mayImport: [
      contract,
      ...serverFolders('platform', 'storage', 'events', 'rest', 'jobs', 'accounts', 'media'),
    ],
  },
  { path: `${serverSource}webhooks/`, mayImport: featureDependencies },
  { path: `${serverSource}channels/`, mayImport: featureDependencies },
  { path: `${serverSource}realtime/`, mayImport: featureDependencies },
  { path: `${serverSource}search/`, mayImport: featureDependencies },
  { path: `${serverSource}retention/`, mayImport: featureDependencies },
  { path: `${serverSource}streaming/`, mayImport: featureDependencies },
  { path: `${serverSource}console/`, mayImport: featureDependencies },
  { path: `${serverSource}docs/`, mayImport: featureDependencies },
  { path: `${serverSource}examples/`, mayImport: [loopback, ...featureDependencies] },
  { path: `${serverSource}admin/`, mayImport: featureDependencies },
  { path: `${serverSource}faults/`, mayImport: featureDependencies },
  { path: `${serverSource}transfer/`, mayImport: ['packages/client/', ...featureDependencies] },
  // Erasure reaches into everything that stores what people have written.
  {
    path: `${serverSource}erasure/`,
    mayImport: [...featureDependencies, ...serverFolders('search', 'webhooks')],
  },
  // Seeds use a server only through the client.
  { path: `${serverSource}seeds/`, mayImport: [contract, 'packages/client/', ...serverFolders('platform')] },
  // The application, the command line and the package's entry point.
  { path: `${serverSource}app/`, mayImport: ['*'] },
  { path: `${serverSource}cli/`, mayImport: ['*'] },
  { path: `${serverSource}index.ts`, mayImport: ['*'] },
  // The version in the package's manifest.
  { path: `${serverSource}version.ts`, mayImport: ['packages/server/'] },
  // The check of Node's version, which needs the manifest, too.
  { path: `${serverSource}assert-node.ts`, mayImport: ['packages/server/'] },
  // The tests, the executable and the manifest.
  { path: 'packages/server/', mayImport: ['*'] },

  // Scenarios run against any base URL, so they import the API and no server.
  { path: 'conformance/', mayImport: [contract, 'packages/client/'] },
  { path: 'tests/', mayImport: ['*'] },
  // The benchmark measures the product from outside, as a process; it parses durations as the product does.
  { path: 'bench/', mayImport: [contract, databaseUrl] },
  { path: 'scripts/', mayImport: ['*'] },
  { path: 'docs/', mayImport: ['*'] },
];

/** Folders in which each file and folder needs a layer of its own: the layer that contains them does not count. */
export const layeredFolders: readonly string[] = [serverSource];

/** Packages that only some folders of the server may import, because each is behind a port of ours. */
export const restrictedModules: Readonly<Record<string, readonly string[]>> = {
  pg: serverFolders('storage/engines'),
  'node:sqlite': serverFolders('storage/engines'),
  fastify: serverFolders(
    'http',
    'admin',
    'faults',
    'media',
    'accounts',
    'streaming',
    'channels',
    'webhooks',
    'realtime',
    'search',
    'retention',
    'console',
    'docs',
    'examples',
    'app',
  ),
  jose: serverFolders('accounts'),
  aws4fetch: serverFolders('media'),
  commander: serverFolders('cli'),
  pino: serverFolders('observe'),
  'pino-pretty': serverFolders('observe'),
  'prom-client': serverFolders('observe'),
  'sonic-boom': serverFolders('observe'),
  yaml: serverFolders('seeds'),
  undici: serverFolders('webhooks'),
  ws: serverFolders('realtime'),
};

/** Folders that may import files inside a package; all others import the package by its name. */
export const deepImports: readonly { readonly from: string; readonly to: string }[] = [
  // The repository's tools may read everything.
  { from: 'scripts/', to: 'packages/' },
  { from: 'tests/support/', to: 'packages/contract/' },
  // The engines of the test matrix, and what their URLs name.
  { from: 'tests/', to: databaseUrl },
  { from: 'bench/', to: databaseUrl },
  { from: 'tests/support/', to: engineRecords },
  // Commands run inside the process of the tests, where they take a fraction of the time.
  { from: 'tests/support/processes/', to: `${serverSource}cli/run-cli.ts` },
  // Tests read the event log with the server's decoder.
  { from: 'tests/support/engines/', to: `${serverSource}events/` },
  // These prove the port itself, with transactions that interleave as no request can make them.
  { from: 'tests/concurrency/', to: `${serverSource}storage/` },
  { from: 'tests/concurrency/', to: `${serverSource}events/` },
  { from: 'tests/durability/', to: `${serverSource}storage/` },
  // Which URLs are refused, and what a storage does with a second one, shows at its port.
  { from: 'tests/deploy/', to: `${serverSource}storage/open.ts` },
  { from: 'tests/durability/', to: `${serverSource}media/content/` },
];

/** An import that the table forbids and that stays for now. The check fails once it no longer exists. */
export interface Exception {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [];
