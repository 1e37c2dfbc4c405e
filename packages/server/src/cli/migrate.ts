import { parseConfig } from '../config/config.ts';
import type { Settings } from '../config/options.ts';
import { schemaVersion } from '../storage/migrations/index.ts';
import { openStorage } from '../storage/open.ts';

/** `colloquy migrate`: migrates the schema without starting a server. */
export async function migrate(settings: Settings): Promise<void> {
  const { databaseUrl } = parseConfig(settings);
  const storage = await openStorage(databaseUrl);
  await storage.close();
  console.log(`The schema is at version ${schemaVersion}.`);
}
