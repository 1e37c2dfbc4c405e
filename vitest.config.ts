import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const source = 'colloquy-source';

/** A file for the results, in addition to the printed report; .ci/run counts the tests in it. */
const report = process.env.COLLOQUY_TEST_REPORT;

// The library that starts PostgreSQL ends the process with code 0 when the event loop is empty, even after a failure.
// This listener runs before that one and keeps the exit code that Vitest has set.
process.on('beforeExit', () => process.exit());

/** With a server to test, only the scenarios run, and they need neither PostgreSQL nor the table of coverage. */
const isRemote = process.env.COLLOQUY_CONFORMANCE_URL !== undefined;

/**
 * The official client leaves a read of its own that is under way when its connection is cut, or when its user loses access,
 * as an unhandled rejection. Tests of both cannot choose when it reads, so these errors, and no others, are not failures.
 */
const isAbandonedRead = ({ message, stack = '' }: { message: string; stack?: string }): boolean =>
  /^disconnected \(status: 0,|^Access denied \(status: 403, code: 54007\)$/.test(message) &&
  stack.includes('node_modules/twilio-sync/');

export default defineConfig({
  resolve: { conditions: [source] },
  ssr: {
    resolve: {
      conditions: [source, 'module', 'node', 'development|production'],
      externalConditions: [source, 'node'],
    },
  },
  test: {
    include: isRemote ? ['conformance/**/*.test.ts'] : ['{packages/*/src,scripts,tests}/**/*.test.ts'],
    globalSetup: isRemote
      ? []
      : [
          // The first, because it holds the files of the others and is torn down last.
          'temporary-folder.ts',
          'engines/postgres-server.ts',
          'coverage.ts',
          'report-skipped.ts',
          'browser/build-pages.ts',
        ].map((file) => `tests/support/${file}`),
    pool: 'forks',
    // Two on two processors, where the default is one: tests wait for processes and browsers, too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // All files of a worker share one process and its modules. A process per file would need more time to start and to
    // load the modules than most files need for their tests.
    isolate: false,
    execArgv: [`--conditions=${source}`],
    onUnhandledError: (error) => !isAbandonedRead(error),
    // A test that passes takes less than 20 seconds on an idle machine, and three times that on a busy one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test waits for takes longer than the usual second while the machine is busy.
    expect: { poll: { timeout: 20_000 } },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
