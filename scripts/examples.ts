import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.ts';

/** A block of code that the tests run. */
export interface Example {
  /** The words after the fence, such as `ts`. */
  readonly language: string;
  readonly text: string;
}

/**
 * Reads the examples of a document by the names of their files: the blocks of code that follow a comment
 * `<!-- example: NAME -->`. A test runs each of them; tests/docs/examples.test.ts checks that none is forgotten.
 *
 * @param path of the document in the repository.
 */
export function readExamples(path: string): ReadonlyMap<string, Example> {
  const blocks = readFileSync(join(root, path), 'utf8').matchAll(
    /<!-- example: (\S+) -->\n\n```(\w+)\n(.*?)```/gs,
  );
  return new Map([...blocks].map(([, name = '', language = '', text = '']) => [name, { language, text }]));
}

/** @throws Error if the document does not have the example. */
export function readExample(path: string, name: string): Example {
  const example = readExamples(path).get(name);
  if (example === undefined) throw new Error(`${path} has no example ${name}`);
  return example;
}
