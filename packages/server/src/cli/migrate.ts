import { parseConfig } from '../config/config.ts';
import { readSettings } from '../config/read-settings.ts';
import { schemaVersion } from '../storage/migrations/index.ts';
import { openStorage } from '../storage/open.ts';

/** `colloquy migrate`: migrates the schema without starting a server. */
export async function migrate(args: readonly string[]): Promise<void> {
  const { databaseUrl } = parseConfig(readSettings(args, process.env));
  const storage = await openStorage(databaseUrl);
  await storage.close();
  console.log(`The schema is at version ${schemaVersion}.`);
}
