/**
 * Checks that files stay small: over 300 lines is told, over 500 fails. The contract's tables may be longer.
 *
 *   node scripts/check-sizes.ts
 */
import { sources } from './sources.ts';

const [tell, fail] = [300, 500];
const tables = 'packages/contract/src/resources/';

for (const { path, text } of sources()) {
  const lines = text.split('\n').length - 1;
  if (lines <= tell || path.startsWith(tables)) continue;
  if (lines > fail) process.exitCode = 1;
  console.log(`${lines > fail ? 'error' : 'note'}: ${path} has ${lines} lines; more than one subject?`);
}
