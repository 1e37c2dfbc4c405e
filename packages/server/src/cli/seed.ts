import { readFile } from 'node:fs/promises';
import { type Client, createClient } from '@colloquy/client';
import { type Config, parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { readArguments } from '../config/settings.ts';
import { plant } from '../seeds/plant.ts';
import { readSeed } from '../seeds/read.ts';
import { Tally } from '../seeds/tally.ts';
import { withApp } from './app-in-process.ts';
import { serverAt } from './server-at.ts';

/** `colloquy seed FILE [--url URL]`: makes what a file describes, in the database or on a running server. */
export async function seed([file, ...args]: readonly string[]): Promise<void> {
  if (file === undefined || file.startsWith('-'))
    throw new ConfigError('seed takes a file: colloquy seed FILE.');
  const { settings, own } = readArguments(args, process.env, ['url']);
  const config = parseConfig(settings);
  const read = readSeed(file, await textOf(file), Date.now());
  const tally = new Tally();
  try {
    await withClient(config, own.url, (client) => plant(read, client, tally));
  } finally {
    // After an error too: what was made before it stays.
    if (tally.toString() !== '') console.log(tally.toString());
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The file cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function withClient(
  config: Config,
  url: string | undefined,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  if (url !== undefined) {
    const { baseUrl, username, password } = serverAt(url, config);
    return work(createClient({ baseUrl, username, password }));
  }
  return withApp(config, ({ url: baseUrl, account: { accountSid, authToken } }) =>
    work(createClient({ baseUrl, accountSid, authToken })),
  );
}
