import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { parseRemoteServer, type RemoteServer } from './remote-server.ts';
import { findRunningServer } from './server-file.ts';

/**
 * The server that a command is for: the one that `--url` or COLLOQUY_URL names, else the one that was started on the
 * configured database file, else the one at the configured host and port. Configured credentials come before those of a
 * started server.
 *
 * @throws ConfigError when there is none, or no credentials are known for it.
 */
export function findServer(config: Config, url: string | undefined): RemoteServer {
  const running = findRunningServer(config.databaseUrl);
  if (url === undefined && running === undefined && config.credentials.length === 0)
    throw new ConfigError(
      'No server was found. Start one with colloquy serve, or name one with --url, --account-sid and --auth-token.',
    );
  if (config.credentials.length > 0 || running === undefined)
    return parseRemoteServer(url ?? running?.url ?? defaultUrl(config), config);
  if (url !== undefined && url.replace(/\/+$/, '') !== running.url) return parseRemoteServer(url, config);
  return { baseUrl: running.url, username: running.accountSid, password: running.authToken };
}

/** The server that `--url` or COLLOQUY_URL names or that has the database open; undefined if the database is free. */
export function findServerOfDatabase(config: Config, url: string | undefined): RemoteServer | undefined {
  if (url === undefined && findRunningServer(config.databaseUrl) === undefined) return undefined;
  return findServer(config, url);
}

/** The URL of a server on this machine with the same settings. */
export function defaultUrl({ host, port }: Pick<Config, 'host' | 'port'>): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
