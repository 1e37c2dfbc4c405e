/** Installs the peers, which have hundreds of packages that nothing else needs, when a run compares with them. */

import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { progressLine } from '../progress.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The program of Prism, once it is installed. */
export const prismProgram = pathOf('node_modules/@stoplight/prism-cli/dist/index.js');

/** Installs exactly what the lock file names, unless that has been done. */
export function installPeers(): void {
  if (isInstalled()) return;
  progressLine('installing the peers');
  const parameters = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', parameters, { cwd: pathOf('.'), stdio: ['ignore', 'ignore', 'inherit'] });
}

function isInstalled(): boolean {
  const installed = pathOf('node_modules/.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(pathOf('package-lock.json')).mtimeMs
  );
}
