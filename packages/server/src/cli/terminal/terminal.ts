import { errorReason } from '../../platform/error-reason.ts';

/** Where a command reads its surroundings from and prints to. Tests give one of their own. */
export interface Terminal {
  readonly environment: NodeJS.ProcessEnv;
  /** The working folder, whose files can contain settings. */
  readonly folder: string;
  /** Whether somebody watches standard error, so that a line there can be replaced. */
  readonly isErrorWatched: boolean;
  /** Prints text, which ends with a line break, on standard output. */
  print(text: string): void;
  /** Prints text, which ends with a line break, on standard error. */
  printError(text: string): void;
}

/** The exit code that shells report for a program that a broken pipe has ended: 128 and the number of SIGPIPE. */
const brokenPipeExitCode = 141;

/**
 * The terminal of the process. A command ends at the first text that standard output does not take: quietly if its
 * reader has gone, as in `colloquy webhooks list | head`. What standard error does not take is lost.
 */
export function openProcessTerminal(): Terminal {
  // A stream without a listener ends the process with a stack, also a server, which outlives the readers of its output.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const printError = (text: string) => void process.stderr.write(text);
  const onPrinted = (error: unknown) => {
    if (!(error instanceof Error)) return;
    if ('code' in error && error.code === 'EPIPE') process.exit(brokenPipeExitCode);
    printError(`colloquy: The output cannot be written: ${errorReason(error)}\n`);
    process.exit(1);
  };
  return {
    environment: process.env,
    folder: process.cwd(),
    isErrorWatched: process.stderr.isTTY === true,
    print: (text) => void process.stdout.write(text, onPrinted),
    printError,
  };
}
