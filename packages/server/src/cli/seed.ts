import { readFile } from 'node:fs/promises';
import { type Client, createClient } from '@colloquy/client';
import { type Config, parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { applySeed } from '../seeds/apply-seed.ts';
import { Counts } from '../seeds/counts.ts';
import { readSeed } from '../seeds/read-seed.ts';
import type { CommandInput } from './command.ts';
import { findServerOfDatabase } from './find-server.ts';
import { withApp } from './with-app.ts';

/** `colloquy seed FILE [--url URL]`: creates what a file describes, in the database, or on the server that runs on it. */
export async function seed({ settings, flags, output }: CommandInput<'url'>, file: string): Promise<void> {
  const config = parseConfig(settings);
  const read = readSeed(file, await readText(file), Date.now());
  const counts = new Counts();
  try {
    await withClient(config, flags.url, (client) => applySeed(read, client, counts));
  } finally {
    // After an error, too, because what was created before it stays.
    if (counts.toString() !== '') output.result(counts, counts.toString());
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`Cannot read the seed file: ${error instanceof Error ? error.message : error}`);
  }
}

async function withClient(
  config: Config,
  url: string | undefined,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const server = findServerOfDatabase(config, url);
  if (server !== undefined) return work(createClient(server));
  return withApp(config, ({ url: baseUrl, account: { accountSid, authToken } }) =>
    work(createClient({ baseUrl, accountSid, authToken })),
  );
}
