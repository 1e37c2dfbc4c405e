import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { accountSettings } from '../accounts.ts';
import { canShare, type Engine } from '../engines/databases.ts';
import { startTime } from '../start-time.ts';

/** Starts a server with two accounts and a clock that starts at `now`. */
export const startServer = (
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
  now = startTime,
): Promise<Colloquy> => startColloquy({ databaseUrl, now, settings: { ...accountSettings, ...settings } });

/** Starts two servers on one database, or one where the engine does not let processes share a database. */
export async function startServers(
  engine: Engine,
  databaseUrl: string,
): Promise<readonly [Colloquy, ...Colloquy[]]> {
  const first = await startServer(databaseUrl);
  return canShare(engine) ? [first, await startServer(databaseUrl)] : [first];
}
