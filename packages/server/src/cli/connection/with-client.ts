import { type Client, createClient } from '@colloquy/client';
import type { Config } from '../../config/config.ts';
import { createServerCaller } from './call-server.ts';
import { findServerOfDatabase } from './find-server.ts';
import { withApp } from './with-app.ts';

/** Gives `work` a client of the server that `--url` names or that has the database open, else of one of its own. */
export async function withClient(
  config: Config,
  url: string | undefined,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const server = findServerOfDatabase(config, url);
  if (server !== undefined) return createServerCaller(server)(work);
  return withApp(config, ({ url: baseUrl, account: { accountSid, authToken } }) =>
    work(createClient({ baseUrl, accountSid, authToken })),
  );
}
