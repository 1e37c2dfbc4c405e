import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { accountSettings } from '../../support/accounts.ts';
import { createDatabase, type Engine } from '../../support/engines/databases.ts';
import { startReceiver } from '../../support/http/webhook-receiver.ts';
import { runInProcess } from '../../support/processes/run-in-process.ts';
import { startServer } from '../../support/servers/start-servers.ts';
import { fill, needle } from './fill.ts';

/** A database with the data of several people, whose server has stopped, and a folder in `directory` for its files. */
export async function createPlace(engine: Engine, directory: string) {
  const { url } = await createDatabase(engine);
  const folder = mkdtempSync(join(directory, `${engine}-`));
  const media = join(folder, 'media');
  const environment = {
    ...accountSettings,
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_MEDIA_URL: `file:${media}`,
  };
  await using receiver = await startReceiver();
  receiver.onRequest = ({ parameters }) => ({
    status: 200,
    body: JSON.stringify(parameters).toLowerCase().includes(needle) ? '{"seen":"zq7quince reply"}' : '{}',
  });
  const start = () => startServer(url, environment);
  await using server = await start();
  const filled = await fill(server, url, receiver.url);
  await vi.waitFor(() => expect(receiver.events().length).toBe(4));
  const run = (...args: readonly string[]) => runInProcess(args, environment);
  return {
    url,
    media,
    filled,
    environment,
    file: (name: string) => join(folder, name),
    start,
    run,
    runJson: async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await run(...args, '--json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout);
    },
  };
}

export type Place = Awaited<ReturnType<typeof createPlace>>;
