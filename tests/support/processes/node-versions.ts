import { execFileSync } from 'node:child_process';
import { findPrograms, isExecutable } from './find-program.ts';

/** Node of a major version: the one that runs this, that a variable such as COLLOQUY_NODE_20 names, or the first on the PATH. */
export function findNode(major: number): string | undefined {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const given = process.env[`COLLOQUY_NODE_${major}`];
  const candidates = given ? [given].filter(isExecutable) : findPrograms('node');
  return candidates.find((path) => versionOf(path).startsWith(`v${major}.`));
}

function versionOf(node: string): string {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

export const noNode20 = 'Node 20 was not found on the PATH; COLLOQUY_NODE_20 can name its path.';
