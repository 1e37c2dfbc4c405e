import { defineConfig } from 'vitest/config';

const source = 'colloquy-source';

export default defineConfig({
  resolve: { conditions: [source] },
  ssr: {
    resolve: { conditions: [source, 'module', 'node', 'development|production'], externalConditions: [source, 'node'] },
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'conformance/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/support/postgres.ts'],
    pool: 'forks',
    execArgv: [`--conditions=${source}`],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
