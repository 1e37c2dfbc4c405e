/** Where a command reads its surroundings from and prints to. Tests give one of their own. */
export interface Terminal {
  readonly environment: NodeJS.ProcessEnv;
  /** Prints text, which ends with a line break, on standard output. */
  print(text: string): void;
  /** Prints text, which ends with a line break, on standard error. */
  printError(text: string): void;
}

export const processTerminal: Terminal = {
  environment: process.env,
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
};
