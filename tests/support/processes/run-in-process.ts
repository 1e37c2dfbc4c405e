import { runCli } from '../../../packages/server/src/cli/run-cli.ts';
import type { CommandResult } from './colloquy-command.ts';

/**
 * Runs the command line inside this process, which takes a fraction of the time of a process of its own. Not for `serve`
 * and what else runs until a signal.
 */
export async function runInProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Omit<CommandResult, 'signal'>> {
  const output = { stdout: '', stderr: '' };
  const code = await runCli(args, {
    environment,
    isErrorWatched: false,
    print: (text) => {
      output.stdout += text;
    },
    printError: (text) => {
      output.stderr += text;
    },
  });
  return { code, ...output };
}
