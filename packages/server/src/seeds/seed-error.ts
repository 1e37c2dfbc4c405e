/** A position in a file; lines and columns start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem of a seed, for its author. */
export interface Problem {
  /** Such as `services[0].conversations[2].unique_name`; empty for the file as a whole. */
  readonly path: string;
  readonly position: Position;
  readonly message: string;
}

/** Reports an invalid seed, or one that the server has rejected in part. */
export class SeedError extends Error {
  override readonly name = 'SeedError';

  /** @param file its name as the user has given it. */
  constructor(file: string, problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map((problem) => line(file, problem)).join('\n'), options);
  }
}

const line = (file: string, { path, position, message }: Problem): string =>
  `${file}:${position.line}:${position.column}: ${path === '' ? '' : `${path}: `}${message}`;
