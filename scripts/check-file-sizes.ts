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
  'packages/server/src/config/options.ts':
    'The one table of options, from which flags, variables and documents come.',
};

const tooLong = listSources().flatMap(({ path, text }) => {
  const lines = text.split('\n').length - 1;
  return lines > (path.endsWith('.test.ts') ? maxTestLines : maxLines) ? [{ path, lines }] : [];
});
const starts = Object.keys(exceptions);
const forbidden = tooLong.filter(({ path }) => !starts.some((start) => path.startsWith(start)));
const stale = starts.filter((start) => !tooLong.some(({ path }) => path.startsWith(start)));

for (const { path, lines } of forbidden)
  console.error(
    `${path} has ${lines} lines. Split it, or list it with a reason in scripts/check-file-sizes.ts.`,
  );
for (const start of stale)
  console.error(`scripts/check-file-sizes.ts: no file at ${start} is too long; remove the exception`);
if (forbidden.length + stale.length > 0) process.exitCode = 1;
