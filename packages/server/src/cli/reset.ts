import { createInterface } from 'node:readline/promises';
import { parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { parseDatabaseUrl } from '../storage/database-url.ts';
import type { CommandInput } from './command.ts';
import { parseRemoteServer, type RemoteServer } from './remote-server.ts';
import { withApp } from './with-app.ts';

/** `colloquy reset [--yes] [--url URL]`: removes everything except accounts and API keys. */
export async function reset({ settings, flags }: CommandInput<'url' | 'yes'>): Promise<void> {
  const config = parseConfig(settings);
  const server = flags.url === undefined ? undefined : parseRemoteServer(flags.url, config);
  if (flags.yes === undefined) await confirm(server?.baseUrl ?? redactPassword(config.databaseUrl));
  if (server === undefined) await withApp(config, (app) => app.reset());
  else await resetRemote(server);
  console.log('Done: everything was removed except accounts and API keys.');
}

async function resetRemote({ baseUrl, username, password }: RemoteServer): Promise<void> {
  const url = `${baseUrl}/colloquy/v1/reset`;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const reply = await fetch(url, { method: 'POST', headers: { authorization } }).catch((cause: unknown) => {
    throw new ConfigError(`${baseUrl} does not respond.`, { cause });
  });
  if (reply.ok) return;
  throw new ConfigError(
    reply.status === 404
      ? `${baseUrl} does not allow a reset. Start it with COLLOQUY_ALLOW_RESET=1.`
      : `${baseUrl} refused the reset: ${await reply.text()}`,
  );
}

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
