import type { ColloquyError } from '@colloquy/client';
import { resetServer } from '@colloquy/contract';
import { parseConfig } from '../../config/config.ts';
import { parseDatabaseUrl } from '../../storage/database-url.ts';
import { appendCommand } from '../append-command.ts';
import type { CommandInput } from '../command.ts';
import { createServerCaller } from '../connection/call-server.ts';
import { findServerOfDatabase } from '../connection/find-server.ts';
import { withApp } from '../connection/with-app.ts';
import { confirm } from '../terminal/confirm.ts';
import type { StartProgress } from '../terminal/progress.ts';

/** `colloquy reset [--yes] [--url URL]`: removes everything except accounts and API keys. */
export async function reset({
  settings,
  flags,
  output,
  startProgress,
}: CommandInput<'url' | 'yes'>): Promise<void> {
  const config = parseConfig(settings);
  const server = findServerOfDatabase(config, flags.url);
  if (flags.yes === undefined) {
    const everything = `everything in ${server?.baseUrl ?? redactPassword(config.databaseUrl)} except accounts and API keys`;
    await confirm({
      statement: `This removes ${everything}`,
      question: `Remove ${everything}?`,
      declined: 'Nothing was removed.',
    });
  }
  if (server === undefined) {
    const progress = startProgress('Emptying tables');
    await withApp(config, async (app) => {
      await app.reset(progress.update);
      await app.storage.write(async (transaction) =>
        appendCommand(transaction, { operation: resetServer.name }),
      );
    }).finally(progress.end);
  } else {
    const call = createServerCaller(server, describeRefusal);
    await showSeconds(startProgress, () => call((client) => client.resetServer()));
  }
  output.result({ reset: true }, 'Done: everything was removed except accounts and API keys.');
}

/** Shows how long a server has worked, because its reply comes only at the end. */
async function showSeconds(startProgress: StartProgress, work: () => Promise<void>): Promise<void> {
  const progress = startProgress('Waiting for the server, in seconds');
  let seconds = 0;
  const timer = setInterval(() => progress.update(++seconds), 1000);
  try {
    await work();
  } finally {
    clearInterval(timer);
    progress.end();
  }
}

const describeRefusal = ({ status, code, message }: ColloquyError): string =>
  status === 404
    ? 'does not allow a reset. Start it with COLLOQUY_ALLOW_RESET=1.'
    : `refused the reset: ${message} (${code ?? status})`;

/** A database URL without its password. */
function redactPassword(url: string): string {
  if (parseDatabaseUrl(url)?.kind !== 'server') return url;
  const shown = URL.canParse(url) ? new URL(url) : undefined;
  return shown === undefined ? 'the database' : `${shown.protocol}//${shown.host}${shown.pathname}`;
}
