import { defineConfig } from 'vitest/config';

const source = 'colloquy-source';

/** A file for the results, beside what is printed; .ci/run counts in it. */
const report = process.env.COLLOQUY_TEST_REPORT;

// The library that starts PostgreSQL ends the process with code 0 once nothing is left to do, whatever failed.
// This listener comes before its own, and keeps the code that Vitest has set.
process.on('beforeExit', () => process.exit());

export default defineConfig({
  resolve: { conditions: [source] },
  ssr: {
    resolve: {
      conditions: [source, 'module', 'node', 'development|production'],
      externalConditions: [source, 'node'],
    },
  },
  test: {
    include: ['{packages/*/src,conformance,scripts,tests}/**/*.test.ts'],
    globalSetup: ['tests/support/engines/postgres-server.ts', 'tests/support/coverage.ts'],
    pool: 'forks',
    execArgv: [`--conditions=${source}`],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
