/**
 * Builds the console and the documentation after `npm ci`, so that `npm start` serves them. An installation without
 * development dependencies has nothing to build them with, and does not need to: the published packages contain them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.ts';

/** Builds a package, and returns the exit code. */
async function build(name: string): Promise<unknown> {
  const child = spawn(process.execPath, [join(root, 'scripts/build.ts'), name], { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return code;
}

if (existsSync(join(root, 'node_modules/vite/bin/vite.js'))) {
  // They need nothing of each other, and an installation should be short.
  const codes = await Promise.all(['console', 'docs'].map(build));
  if (codes.some((code) => code !== 0)) process.exitCode = 1;
} else {
  console.log(
    'The console and the documentation are not built, because the development dependencies are not installed.',
  );
}
