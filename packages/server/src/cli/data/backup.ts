import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseConfig } from '../../config/config.ts';
import { backUpDatabase, databaseFileOf } from '../../storage/backup.ts';
import type { CommandInput } from '../command.ts';
import { copyMedia } from './copy-media.ts';

/** Where the media of a backup are. */
export const mediaOf = (file: string): string => `${file}.media`;

/** `colloquy backup FILE`: copies the database and the folder of its media, also while a server runs. */
export async function backUp(
  { settings, output, startProgress }: CommandInput<never>,
  file: string,
): Promise<void> {
  const { databaseUrl, media } = parseConfig(settings);
  const path = databaseFileOf(databaseUrl);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const copying = startProgress('Copying pages of the database');
  await backUpDatabase(databaseUrl, file, copying.update).finally(copying.end);
  const bytes = statSync(file).size;
  // After the database: content without a row does no harm, a row without its content does.
  const isFolder = media.location.kind === 'folder';
  const copied = isFolder ? await copyMedia(media.location.path, mediaOf(file), startProgress) : 0;
  output.result(
    { file, bytes, media: isFolder ? { folder: mediaOf(file), files: copied } : null },
    `Backed up ${path} to ${file} (${(bytes / 1e6).toFixed(1)} MB)${
      isFolder
        ? `, and ${copied} media to ${mediaOf(file)}`
        : '. Media are in a bucket, which it does not have'
    }.`,
  );
}
