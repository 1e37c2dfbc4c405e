import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { giveToOwnerOf } from '../../platform/give-to-owner.ts';
import { databaseFileOf, restoreDatabase } from '../../storage/backup.ts';
import { openStorage } from '../../storage/open.ts';
import { appendCommand } from '../append-command.ts';
import type { CommandInput } from '../command.ts';
import { findRunningServer } from '../connection/server-file.ts';
import { confirm } from '../terminal/confirm.ts';
import { mediaOf } from './backup.ts';
import { copyMedia } from './copy-media.ts';

/** `colloquy restore FILE [--yes]`: replaces the database and adds its media, while no server runs. */
export async function restore(
  { settings, flags, output, startProgress }: CommandInput<'yes'>,
  file: string,
): Promise<void> {
  const { databaseUrl, media } = parseConfig(settings);
  const path = databaseFileOf(databaseUrl);
  const running = findRunningServer(databaseUrl);
  if (running !== undefined)
    throw new ConfigError(`The server at ${running.url} has ${path} open. Stop it first.`);
  if (!existsSync(file)) throw new ConfigError(`There is no backup ${file}.`);
  if (flags.yes === undefined && existsSync(path))
    await confirm({
      statement: `This replaces everything in ${path}`,
      question: `Replace everything in ${path}?`,
      declined: 'Nothing was restored.',
    });
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // First, because it refuses what is not a backup, and media would stay.
  await restoreDatabase(file, databaseUrl);
  const copied =
    media.location.kind === 'folder'
      ? await copyMedia(mediaOf(file), media.location.path, startProgress, (created) =>
          giveToOwnerOf(path, created),
        )
      : 0;
  await using storage = await openStorage(databaseUrl);
  await storage.write(async (transaction) => appendCommand(transaction, { operation: 'Restore' }));
  output.result(
    { restored: path, media_files: copied },
    `Restored ${path} from ${file}, with ${copied} media.`,
  );
}
