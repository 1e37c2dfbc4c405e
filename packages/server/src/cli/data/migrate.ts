import { parseConfig } from '../../config/config.ts';
import { schemaVersion } from '../../storage/migrations/index.ts';
import { openStorage } from '../../storage/open.ts';
import type { CommandInput } from '../command.ts';

/** `colloquy migrate`: migrates the schema without starting a server. */
export async function migrate({ settings, output }: CommandInput<never>): Promise<void> {
  const { databaseUrl } = parseConfig(settings);
  const storage = await openStorage(databaseUrl);
  await storage.close();
  output.result({ schema_version: schemaVersion }, `The schema is at version ${schemaVersion}.`);
}
