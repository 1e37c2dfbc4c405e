import { type Client, createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { createDatabase, type Engine } from '../engines/databases.ts';

/** A server with its console, and the client of a program that works beside it. */
export interface ConsoleServer extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly client: Client;
  /** The address of a page, such as `services`. */
  url(path?: string): string;
  /** The same with a fragment that signs in. */
  signedInUrl(path?: string): string;
}

/** Starts a server on an empty database of an engine. */
export async function startConsole(
  engine: Engine,
  settings: Readonly<Record<string, string>> = {},
): Promise<ConsoleServer> {
  const { url: databaseUrl } = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl, settings: { COLLOQUY_CONSOLE: '1', ...settings } });
  const { accountSid, authToken } = colloquy;
  const url = (path = '') => `${colloquy.baseUrl}/console/${path}`;
  return {
    colloquy,
    client: createClient(colloquy),
    url,
    signedInUrl: (path = '') => `${url(path)}#sid=${accountSid}&token=${authToken}`,
    [Symbol.asyncDispose]: () => colloquy.stop(),
  };
}
