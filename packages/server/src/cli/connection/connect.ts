import { parseConfig } from '../../config/config.ts';
import type { CommandInput } from '../command.ts';
import { type CallServer, createServerCaller } from './call-server.ts';
import { findServer } from './find-server.ts';
import type { RemoteServer } from './remote-server.ts';

/**
 * The running server of a command.
 *
 * @param describe what the user reads of an error reply.
 * @throws ConfigError when there is none.
 */
export function connect(
  { settings, flags }: Pick<CommandInput<'url'>, 'settings' | 'flags'>,
  describe?: Parameters<typeof createServerCaller>[1],
): {
  readonly call: CallServer;
  readonly server: RemoteServer;
} {
  const server = findServer(parseConfig(settings), flags.url);
  return { call: createServerCaller(server, describe), server };
}
