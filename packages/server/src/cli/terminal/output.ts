import type { Terminal } from './terminal.ts';

/** Prints what a command has found or done, for people or, with `--json`, for programs. */
export interface Output {
  /** Prints the result of the command: the text, or the value as one JSON document. A command calls it once. */
  result(value: unknown, text: string): void;
  /** Prints one record of a stream: the text, or the value as JSON on one line. */
  record(value: unknown, text: string): void;
  /** Prints a line that only people read. With `--json`, it is on standard error, so that programs can parse the rest. */
  note(text: string): void;
}

export const createOutput = ({ print, printError }: Terminal, isJson: boolean): Output =>
  isJson
    ? {
        result: (value) => print(`${JSON.stringify(value, undefined, 2)}\n`),
        record: (value) => print(`${JSON.stringify(value)}\n`),
        note: (text) => printError(`${text}\n`),
      }
    : {
        result: (_, text) => print(`${text}\n`),
        record: (_, text) => print(`${text}\n`),
        note: (text) => print(`${text}\n`),
      };
