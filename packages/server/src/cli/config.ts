import { parseConfig } from '../config/config.ts';
import { type Option, options, type Settings } from '../config/options.ts';
import { parseDatabaseUrl } from '../storage/database-url.ts';

/** `colloquy config`: checks the settings and prints them with the secrets hidden. */
export function showConfig(settings: Settings): void {
  parseConfig(settings);
  for (const [name, option] of Object.entries<Option>(options)) {
    const value = settings[name as keyof typeof options];
    const database = parseDatabaseUrl(value);
    // The URL of a database server can contain a password, the path of a file cannot.
    const isPath = database !== undefined && database.kind !== 'server';
    const isHidden = option.secret && value !== '' && !isPath;
    console.log(`${option.variable}=${isHidden ? '(set)' : value}`);
  }
}
