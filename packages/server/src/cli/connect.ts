import { type Config, parseConfig } from '../config/config.ts';
import { type CallServer, createServerCaller } from './call-server.ts';
import type { CommandInput } from './command.ts';
import { parseRemoteServer, type RemoteServer } from './remote-server.ts';

/** The server that the settings and `--url` name. */
export function connect({ settings, flags }: CommandInput<'url'>): {
  readonly call: CallServer;
  readonly server: RemoteServer;
} {
  const config = parseConfig(settings);
  const server = parseRemoteServer(flags.url ?? defaultUrl(config), config);
  return { call: createServerCaller(server), server };
}

/** The URL of a server on this machine with the same settings. */
function defaultUrl({ host, port }: Config): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
