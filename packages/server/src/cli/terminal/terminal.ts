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

export const processTerminal: Terminal = {
  environment: process.env,
  folder: process.cwd(),
  isErrorWatched: process.stderr.isTTY === true,
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
};
