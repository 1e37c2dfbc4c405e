import { join } from 'node:path';
import { runCli } from '../../../packages/server/src/cli/run-cli.ts';
import type { CommandResult } from './colloquy-command.ts';

/**
 * Runs the command line inside this process, which takes a fraction of the time of a process of its own. Not for `serve`
 * and what else runs until a signal.
 *
 * @param isErrorWatched whether standard error is a terminal.
 * @param folder the working folder as far as settings are in its files; without it there are none.
 */
export async function runInProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  folder = join(import.meta.dirname, 'no-such-folder'),
  isErrorWatched = false,
): Promise<Omit<CommandResult, 'signal'>> {
  const output = { stdout: '', stderr: '' };
  const code = await runCli(args, {
    environment,
    folder,
    isErrorWatched,
    print: (text) => {
      output.stdout += text;
    },
    printError: (text) => {
      output.stderr += text;
    },
  });
  return { code, ...output };
}
