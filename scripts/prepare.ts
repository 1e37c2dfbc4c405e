/**
 * Builds the console after `npm ci`, so that `npm start` serves it. An installation without development dependencies has
 * nothing to build it with, and needs no console of its own: the published package contains it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.ts';

if (existsSync(join(root, 'node_modules/vite/bin/vite.js'))) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.ts'), 'console'], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  console.log('The console is not built, because the development dependencies are not installed.');
}
