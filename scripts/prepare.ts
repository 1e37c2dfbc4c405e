/**
 * Builds the console and the documentation after `npm ci`, so that `npm start` serves them. An installation without
 * development dependencies has nothing to build them with, and does not need to: the published packages contain them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.ts';

if (existsSync(join(root, 'node_modules/vite/bin/vite.js'))) {
  for (const name of ['console', 'docs']) {
    const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.ts'), name], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = status ?? 1;
  }
} else {
  console.log(
    'The console and the documentation are not built, because the development dependencies are not installed.',
  );
}
