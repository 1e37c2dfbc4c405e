/**
 * Checks that files stay small: over 300 lines is told, over 500 fails. The contract's tables may be longer.
 *
 *   node scripts/check-sizes.ts
 */
import { listSources } from './sources.ts';

const [warnLines, maxLines] = [300, 500];
const tables = 'packages/contract/src/resources/';

for (const { path, text } of listSources()) {
  const lines = text.split('\n').length - 1;
  if (lines <= warnLines || path.startsWith(tables)) continue;
  if (lines > maxLines) process.exitCode = 1;
  console.log(`${lines > maxLines ? 'error' : 'note'}: ${path} has ${lines} lines; more than one subject?`);
}
