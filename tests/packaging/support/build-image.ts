import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runOrThrow } from './commands.ts';

interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

/** The result of a Dockerfile, with folders in place of file systems. */
export interface Image {
  /** Replaces `/`. */
  readonly root: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

/** Parses the lines of a Dockerfile. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      keyword: line.split(' ', 1)[0] ?? '',
      rest: line.slice(line.indexOf(' ') + 1).trim(),
    }));
}

/**
 * Runs a Dockerfile without containers: every stage is a folder, COPY copies into it, and RUN runs in its working
 * directory.
 *
 * @param runReplacements functions that replace RUN lines, by text: those that need a container or take long.
 * @throws Error for an unknown instruction, a missing file or a failing RUN.
 */
export async function buildImage(
  instructions: readonly Instruction[],
  {
    context,
    scratch,
    runReplacements,
  }: { context: string; scratch: string; runReplacements: Readonly<Record<string, (root: string) => void>> },
): Promise<Image> {
  const stages = new Map<string, string>();
  const replaced = new Set<string>();
  let image: Image = empty(scratch);
  for (const { keyword, rest } of instructions) {
    const { root, workingDirectory } = image;
    const here = join(root, workingDirectory);
    if (keyword === 'FROM') {
      const name = /\sAS\s+(\S+)$/i.exec(rest)?.[1] ?? 'last';
      image = empty(join(scratch, name));
      stages.set(name, image.root);
    } else if (keyword === 'WORKDIR') {
      image = { ...image, workingDirectory: rest };
      mkdirSync(join(root, rest), { recursive: true });
    } else if (keyword === 'COPY') {
      copy(rest, here, (stage) => (stage === undefined ? context : stages.get(stage)));
    } else if (keyword === 'RUN') {
      replaced.add(rest);
      const other = runReplacements[rest];
      if (other === undefined) await runOrThrow('sh', ['-c', rest], { cwd: here });
      else other(root);
    } else if (keyword === 'ENV') {
      const pairs = rest
        .split(' ')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
      image = { ...image, environment: { ...image.environment, ...Object.fromEntries(pairs) } };
    } else if (keyword === 'ENTRYPOINT') image = { ...image, entrypoint: JSON.parse(rest) };
    else if (keyword === 'CMD') image = { ...image, command: JSON.parse(rest) };
    else if (keyword === 'HEALTHCHECK')
      image = { ...image, healthCheck: JSON.parse(rest.slice(rest.indexOf('['))) };
    else if (!['USER', 'VOLUME', 'EXPOSE'].includes(keyword))
      throw new Error(`Unknown instruction ${keyword}`);
  }
  const unused = Object.keys(runReplacements).find((line) => !replaced.has(line));
  if (unused !== undefined) throw new Error(`The Dockerfile has no line RUN ${unused}`);
  return image;
}

const empty = (root: string): Image => ({
  root,
  workingDirectory: '/',
  environment: {},
  entrypoint: [],
  command: [],
  healthCheck: [],
});

function copy(rest: string, here: string, origin: (stage: string | undefined) => string | undefined): void {
  const words = rest.split(/\s+/);
  const stage = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const [from, destination] = [origin(stage), words.pop()];
  if (from === undefined || destination === undefined) throw new Error(`COPY ${rest} names no source`);
  for (const source of words) {
    const path = join(from, source);
    if (!existsSync(path))
      throw new Error(`COPY ${rest}: ${source} does not exist; does .dockerignore leave it out?`);
    const into = destination.endsWith('/') && !statSync(path).isDirectory();
    cpSync(path, join(here, destination, into ? basename(source) : ''), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}
