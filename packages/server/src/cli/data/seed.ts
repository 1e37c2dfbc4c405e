import { readFile } from 'node:fs/promises';
import { type Config, parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { applySeed } from '../../seeds/apply-seed.ts';
import { Counts } from '../../seeds/counts.ts';
import { readSeed, type Seed, type SeedObject } from '../../seeds/read-seed.ts';
import type { CommandInput } from '../command.ts';
import { withClient } from '../connection/with-client.ts';
import type { Progress, StartProgress } from '../terminal/progress.ts';

/** `colloquy seed FILE [--url URL]`: creates what a file describes, in the database, or on the server that runs on it. */
export async function seed(
  { settings, flags, output, startProgress }: CommandInput<'url'>,
  file: string,
): Promise<void> {
  const config: Config = parseConfig(settings);
  const read = await readSeedFile(file);
  const { counts, progress } = startCounting(read, startProgress);
  try {
    await withClient(config, flags.url, (client) => applySeed(read, client, counts));
  } finally {
    progress.end();
    // After an error, too, because what was created before it stays.
    if (counts.toString() !== '') output.result(counts, counts.toString());
  }
}

/** @throws ConfigError for a file that cannot be read, SeedError for an invalid one. */
export async function readSeedFile(file: string): Promise<Seed> {
  try {
    return readSeed(file, await readFile(file, 'utf8'), Date.now());
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new ConfigError(`Cannot read the seed file: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Counts the objects of a seed, and shows how many there are already. */
export function startCounting(
  { objects }: Seed,
  startProgress: StartProgress,
): { readonly counts: Counts; readonly progress: Progress } {
  const total = countObjects(objects);
  const progress = startProgress('Creating objects');
  return { counts: new Counts((done) => progress.update(done, total)), progress };
}

const countObjects = (objects: readonly SeedObject[]): number =>
  objects.reduce((sum, { children }) => sum + 1 + countObjects(children), 0);
