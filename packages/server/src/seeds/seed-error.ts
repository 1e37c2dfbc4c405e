/** Where something stands in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a seed, for the person who wrote it. */
export interface Problem {
  /** Such as `services[0].conversations[2].unique_name`; empty for the file as a whole. */
  readonly path: string;
  readonly position: Position;
  readonly message: string;
}

/** A file that is no seed, or one that the server did not take all of. */
export class SeedError extends Error {
  override readonly name = 'SeedError';

  /** @param file as the person named it. */
  constructor(file: string, problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map((problem) => line(file, problem)).join('\n'), options);
  }
}

const line = (file: string, { path, position, message }: Problem): string =>
  `${file}:${position.line}:${position.column}: ${path === '' ? '' : `${path}: `}${message}`;
