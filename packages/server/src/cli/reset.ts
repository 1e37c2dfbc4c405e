import { createInterface } from 'node:readline/promises';
import { parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { readArguments } from '../config/settings.ts';
import { withApp } from './app-in-process.ts';
import { type ServerAt, serverAt } from './server-at.ts';

/** `colloquy reset [--yes] [--url URL]`: removes everything but credentials. */
export async function reset(args: readonly string[]): Promise<void> {
  const flags = args.filter((each) => each !== '--yes');
  const { settings, own } = readArguments(flags, process.env, ['url']);
  const config = parseConfig(settings);
  const server = own.url === undefined ? undefined : serverAt(own.url, config);
  if (flags.length === args.length) await confirm(server?.baseUrl ?? withoutPassword(config.databaseUrl));
  if (server === undefined) await withApp(config, (app) => app.reset());
  else await resetAt(server);
  console.log('Nothing is left but the accounts and their keys.');
}

async function resetAt({ baseUrl, username, password }: ServerAt): Promise<void> {
  const url = `${baseUrl}/colloquy/v1/reset`;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const reply = await fetch(url, { method: 'POST', headers: { authorization } }).catch((cause: unknown) => {
    throw new ConfigError(`${baseUrl} does not answer.`, { cause });
  });
  if (reply.ok) return;
  throw new ConfigError(
    reply.status === 404
      ? `${baseUrl} does not allow it. Start it with COLLOQUY_ALLOW_RESET=1.`
      : `${baseUrl} refuses: ${await reply.text()}`,
  );
}

/** @throws ConfigError unless a person says yes. */
async function confirm(what: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new ConfigError(`Everything in ${what} but the credentials would be removed. Say --yes to do it.`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Remove everything in ${what} but the credentials? Type yes: `);
  terminal.close();
  if (answer.trim() !== 'yes') throw new ConfigError('Nothing has been removed.');
}

/** A database URL as it can be shown. */
function withoutPassword(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  const shown = URL.canParse(url) ? new URL(url) : undefined;
  return shown === undefined ? 'the database' : `${shown.protocol}//${shown.host}${shown.pathname}`;
}
