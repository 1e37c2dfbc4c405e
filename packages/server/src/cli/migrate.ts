import { parseConfig } from '../config/config.ts';
import { readSettings } from '../config/read-settings.ts';
import { schemaVersion } from '../storage/migrations/index.ts';
import { openStorage } from '../storage/open.ts';

/** `colloquy migrate`: brings the schema up to date, for those who do it apart from the start. */
export async function migrate(args: readonly string[]): Promise<void> {
  const { databaseUrl } = parseConfig(readSettings(args, process.env));
  const storage = await openStorage(databaseUrl);
  await storage.close();
  console.log(`The schema is at version ${schemaVersion}.`);
}
