/**
 * Checks that files stay small: a file above the limit fails unless it is listed here with a reason.
 *
 *   node scripts/check-file-sizes.ts
 */
import { listSources } from './sources.ts';

const maxLines = 300;
/** Tests repeat their set-up and are read one at a time. */
const maxTestLines = 500;

/** Files that may be longer, by the start of their path, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'packages/contract/src/resources/': 'The table of a resource is easier to read in one place.',
  'packages/server/src/config/options.ts':
    'The one table of options, from which flags, variables and documents come.',
};

for (const { path, text } of listSources()) {
  const lines = text.split('\n').length - 1;
  if (lines <= (path.endsWith('.test.ts') ? maxTestLines : maxLines)) continue;
  if (Object.keys(exceptions).some((start) => path.startsWith(start))) continue;
  process.exitCode = 1;
  console.error(
    `${path} has ${lines} lines. Split it, or list it with a reason in scripts/check-file-sizes.ts.`,
  );
}
