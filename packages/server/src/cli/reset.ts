import { createInterface } from 'node:readline/promises';
import type { ColloquyError } from '@colloquy/client';
import { parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { parseDatabaseUrl } from '../storage/database-url.ts';
import { createServerCaller } from './call-server.ts';
import type { CommandInput } from './command.ts';
import { parseRemoteServer } from './remote-server.ts';
import { withApp } from './with-app.ts';

/** `colloquy reset [--yes] [--url URL]`: removes everything except accounts and API keys. */
export async function reset({ settings, flags }: CommandInput<'url' | 'yes'>): Promise<void> {
  const config = parseConfig(settings);
  const server = flags.url === undefined ? undefined : parseRemoteServer(flags.url, config);
  if (flags.yes === undefined) await confirm(server?.baseUrl ?? redactPassword(config.databaseUrl));
  if (server === undefined) await withApp(config, (app) => app.reset());
  else await createServerCaller(server, describeRefusal)((client) => client.resetServer());
  console.log('Done: everything was removed except accounts and API keys.');
}

const describeRefusal = ({ status, code, message }: ColloquyError): string =>
  status === 404
    ? 'does not allow a reset. Start it with COLLOQUY_ALLOW_RESET=1.'
    : `refused the reset: ${message} (${code ?? status})`;

/** @throws ConfigError unless the user confirms at a terminal. */
async function confirm(target: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new ConfigError(
      `This removes everything in ${target} except accounts and API keys. Pass --yes to confirm.`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `Remove everything in ${target} except accounts and API keys? Type yes: `,
  );
  terminal.close();
  if (answer.trim() !== 'yes') throw new ConfigError('Nothing was removed.');
}

/** A database URL without its password. */
function redactPassword(url: string): string {
  if (parseDatabaseUrl(url)?.kind !== 'server') return url;
  const shown = URL.canParse(url) ? new URL(url) : undefined;
  return shown === undefined ? 'the database' : `${shown.protocol}//${shown.host}${shown.pathname}`;
}
