import { createInterface } from 'node:readline/promises';
import { ConfigError, UsageError } from '../../config/config-error.ts';

interface Confirmation {
  /** What happens, such as `This removes everything in x`. */
  readonly statement: string;
  readonly question: string;
  /** What is printed when the user does not want it. */
  readonly declined: string;
}

/** @throws UsageError where nobody can be asked, ConfigError unless the user agrees at the terminal. */
export async function confirm({ statement, question, declined }: Confirmation): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError(`${statement}. Pass --yes to confirm.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} Type yes: `);
  terminal.close();
  if (answer.trim() !== 'yes') throw new ConfigError(declined);
}
