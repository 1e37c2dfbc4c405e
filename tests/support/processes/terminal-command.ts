import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { cliEntry } from './colloquy-command.ts';

/** `script` of util-linux runs a program at a terminal of its own. */
export const hasTerminals =
  process.platform === 'linux' && spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

/** A command at a terminal, with all that is shown there so far. */
export interface TerminalCommand {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly shown: () => string;
}

/** Starts the command line from its sources at a terminal. @param args are without quotes and spaces. */
export function startAtTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): TerminalCommand {
  const command = `'${process.execPath}' --conditions=colloquy-source '${cliEntry}' ${args.join(' ')}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  return { process: child, shown: () => text };
}
