import { describe, expect, test } from 'vitest';
import { createDatabase, engines, implementationOf } from '../../../../../tests/support/engines/databases.ts';
import { parseConfig } from '../../config/config.ts';
import { readSettings } from '../../config/read-settings.ts';
import { checkDatabase } from './database.ts';
import { checkDisk } from './disk.ts';

const contextWith = (databaseUrl: string, { skewMs = 0, freeBytes = 1e12 } = {}) => ({
  config: parseConfig(readSettings({}, { COLLOQUY_DATABASE_URL: databaseUrl })),
  environment: {},
  server: undefined,
  nowMs: () => Date.now() + skewMs,
  freeBytes: async () => freeBytes,
});

test.each([
  [5e9, 'ok', '5,000'],
  [1e9, 'warning', '1,000'],
  [1e8, 'problem', '100'],
] as const)('a disk with %d bytes left is %s', async (freeBytes, status, megabytes) => {
  const [finding] = await checkDisk(contextWith('sqlite:/tmp/colloquy.db', { freeBytes }));
  expect(finding).toMatchObject({
    status,
    message: expect.stringContaining(`${megabytes} MB are free on the disk of /tmp`),
  });
});

describe.each(engines.filter((engine) => implementationOf(engine) === 'postgres'))(
  'on %s',
  async (engine) => {
    const { url } = await createDatabase(engine);
    test.each([
      [0, 'ok', 'The clock of the database agrees with that of this machine.'],
      [-60_000, 'warning', /^The clock of the database is (?:59|60|61)(?:\.\d)? seconds ahead of/],
      [60_000, 'warning', /^The clock of the database is (?:59|60|61)(?:\.\d)? seconds behind/],
    ] as const)('a machine whose clock differs by %d ms is %s', async (skewMs, status, message) => {
      const findings = await checkDatabase(contextWith(url, { skewMs }));
      expect(findings.at(-1)).toMatchObject({ status, message: expect.stringMatching(message) });
    });
  },
);
